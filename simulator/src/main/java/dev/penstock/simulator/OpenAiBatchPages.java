package dev.penstock.simulator;

import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.simulator.BatchDesk.Visit;
import dev.penstock.simulator.BatchJob.Answered;
import dev.penstock.simulator.BatchJob.Entry;
import dev.penstock.simulator.BatchJob.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Files and Batches (platform.openai.com/docs/api-reference/batch, read 2026-11-23). A batch is made of an uploaded file,
/// whose lines are checked after that; good results and errors are two files, of which one or both may be missing.
record OpenAiBatchPages(BatchDesk desk, Visit visit) implements BatchLines.Shape {
    private static final String ENDPOINT = "/v1/chat/completions";
    private static final int MOST_REQUESTS = 50_000;

    Reaction serve() {
        var path = visit.path();
        var named = new ArrayList<>(path);
        if (path.size() > 1) {
            named.set(1, "*");
        }
        return switch (visit.request().method() + " " + String.join("/", named)) {
            case "POST files" -> upload();
            case "GET files" -> files();
            case "GET files/*" -> file(path.get(1), file -> visit.answer(json(file)));
            case "DELETE files/*" -> file(path.get(1), this::delete);
            case "GET files/*/content" -> file(path.get(1), this::content);
            case "POST batches" -> create();
            case "GET batches" -> list();
            case "GET batches/*" -> one(path.get(1), false);
            case "POST batches/*/cancel" -> one(path.get(1), true);
            default -> visit.refuse(404, "Invalid URL");
        };
    }

    private Reaction upload() {
        var form = Multipart.of(visit.request());
        var sent = form.flatMap(parts -> parts.get("file"));
        var purpose = form.flatMap(parts -> parts.get("purpose")).map(part -> part.body().text()).orElse("");
        if (sent.isEmpty() || !purpose.equals("batch")) {
            return visit.refuse(400, "'file' and 'purpose' are required; the simulator knows the purpose batch only");
        }
        var file = new StoredFile("file-" + Ids.letters(visit.seq(), 24), sent.get().fileName(), purpose,
                sent.get().body(), desk.clock().now(), null);
        visit.batches().add(file);
        return visit.answer(json(file));
    }

    private Reaction files() {
        var purpose = visit.query().get("purpose");
        visit.batches().lookAtAll(Wire.OPENAI, this::batch);
        var all = visit.batches().files(file -> purpose.isEmpty() || file.purpose().equals(purpose.get()));
        var ordered = visit.query().get("order").equals(Optional.of("asc")) ? all.reversed() : all;
        return visit.answer(list(visit.query().page(ordered, StoredFile::id, "after", 10_000, 10_000),
                OpenAiBatchPages::json));
    }

    private static <T> ObjectNode list(Query.Page<T> page, Function<T, ObjectNode> shape) {
        var things = page.things().stream().map(shape).toList();
        var json = Texts.JSON.createObjectNode().put("object", "list");
        json.putArray("data").addAll(things);
        json.set("first_id", things.isEmpty() ? json.nullNode() : things.getFirst().path("id"));
        json.set("last_id", things.isEmpty() ? json.nullNode() : things.getLast().path("id"));
        return json.put("has_more", page.more());
    }

    private Reaction file(String id, Function<StoredFile, Reaction> then) {
        return visit.batches()
                .file(id)
                .map(then)
                .orElseGet(() -> visit.refuse(404, "No such File object: " + id));
    }

    private Reaction delete(StoredFile file) {
        visit.batches().deleteFile(file.id());
        return visit
                .answer(Texts.JSON.createObjectNode().put("id", file.id()).put("object", "file").put("deleted", true));
    }

    private Reaction content(StoredFile file) {
        var whole = new HttpReply(200, "application/octet-stream", Map.of(), file.body());
        var job = file.job();
        return job == null ? Reaction.reply(whole.with(visit.headers())) : desk.results(visit, job, whole);
    }

    private static ObjectNode json(StoredFile file) {
        return Texts.JSON.createObjectNode()
                .put("id", file.id())
                .put("object", "file")
                .put("bytes", file.body().bytes().length)
                .put("created_at", file.createdAt().getEpochSecond())
                .put("filename", file.name())
                .put("purpose", file.purpose())
                .put("status", "processed")
                .putNull("expires_at")
                .putNull("status_details");
    }

    private Reaction create() {
        var fate = desk.nextFate(visit);
        var away = desk.turnedAway(visit, fate);
        if (away.isPresent()) {
            return away.get();
        }
        var body = visit.json();
        var file = visit.batches().file(body.path("input_file_id").asString(""));
        if (file.isEmpty()) {
            return visit.refuse(Rejection.invalid("Invalid input_file_id.", "input_file_id"));
        }
        if (!body.path("endpoint").asString("").equals(ENDPOINT)
                || !body.path("completion_window").asString("").equals("24h")) {
            return visit.refuse(Rejection.invalid("The simulator knows " + ENDPOINT + " and 24h only.", "endpoint"));
        }
        return desk.create(visit, job(file.get(), body.path("metadata"), fate), this::batch);
    }

    private BatchJob job(StoredFile file, JsonNode metadata, BatchFate fate) {
        var entries = new ArrayList<Entry>();
        var problems = new ArrayList<ObjectNode>();
        if (fate.suffers(BatchFault.Kind.FAILED)) {
            problems.add(problem("token_limit_exceeded", "Enqueued token limit reached. Please try again once some "
                    + "in_progress batches have been completed.", null));
        }
        read(file, entries, problems);
        var origin = new BatchJob.Origin(Wire.OPENAI, "batch_" + Ids.letters(visit.seq(), 24), label(entries, metadata),
                file.id(), metadata, desk.clock().now(), desk.clock().simulatedNanos(), visit.sinceFirst(desk.clock()));
        return new BatchJob(origin, fate, entries, problems);
    }

    private static @Nullable String label(List<Entry> entries, JsonNode metadata) {
        return metadata.valueStream()
                .map(value -> value.asString(""))
                .filter(value -> BatchLabel.parse(value).isPresent())
                .findFirst()
                .or(() -> BatchDesk.label(entries).map(BatchLabel::value))
                .orElse(null);
    }

    /// The lines of a file, checked as the provider does before it begins to work.
    private static void read(StoredFile file, List<Entry> entries, List<ObjectNode> problems) {
        var ids = new HashSet<String>();
        var models = new HashSet<String>();
        var lines = file.body().text().lines().toList();
        for (var i = 0; i < lines.size(); i++) {
            var line = json(lines.get(i));
            var id = line.path("custom_id").asString("");
            models.add(line.path("body").path("model").asString(""));
            if (!line.isObject() || id.isEmpty()) {
                problems.add(problem("invalid_json_line", "This line is not parseable as valid JSON.", i + 1));
            } else if (!ids.add(id)) {
                problems.add(problem("duplicate_custom_id",
                        "The custom_id for this request is a duplicate of another request.", i + 1));
            } else if (!line.path("url").asString("").equals(ENDPOINT)
                    || !line.path("method").asString("").equals("POST")) {
                problems.add(
                        problem("invalid_url", "The URL provided for this request does not match the batch endpoint.",
                                i + 1));
            } else if (models.size() > 1) {
                problems.add(problem("mismatched_model", "All requests of a batch must be for the same model.", i + 1));
            }
            entries.add(new Entry(id, line.path("body")));
        }
        if (lines.isEmpty() || lines.size() > MOST_REQUESTS) {
            problems.add(problem(lines.isEmpty() ? "empty_file" : "too_many_tasks",
                    "The input file has no requests, or more than " + MOST_REQUESTS + ".", null));
        }
    }

    private static JsonNode json(String line) {
        try {
            return Texts.parse(line);
        } catch (JacksonException _) {
            return Texts.JSON.missingNode();
        }
    }

    private static ObjectNode problem(String code, String message, @Nullable Integer line) {
        return Texts.JSON.createObjectNode()
                .put("code", code)
                .put("message", message)
                .putNull("param")
                .put("line", line);
    }

    private Reaction list() {
        var all = visit.batches().lookAtAll(Wire.OPENAI, this::batch);
        return visit.answer(list(visit.query().page(all, batch -> batch.path("id").asString(""), "after", 20, 100),
                batch -> batch));
    }

    private Reaction one(String id, boolean cancel) {
        return visit.batches().look(id, Wire.OPENAI, job -> {
            if (cancel) {
                job.cancel();
            }
            return visit.answer(batch(job));
        }).orElseGet(() -> visit.refuse(404, "No batch found with id '" + id + "'."));
    }

    private ObjectNode batch(BatchJob job) {
        var stage = job.stage();
        var origin = job.origin();
        var json = Texts.JSON.createObjectNode()
                .put("id", origin.id())
                .put("object", "batch")
                .put("endpoint", ENDPOINT)
                .put("model",
                        job.entries()
                                .stream()
                                .findFirst()
                                .map(one -> one.body().path("model").asString(""))
                                .orElse(""));
        json.set("errors", errors(job, stage));
        json.put("input_file_id", origin.inputFile()).put("completion_window", "24h").put("status", status(stage));
        json.put("output_file_id", resultFile(job, stage, true)).put("error_file_id", resultFile(job, stage, false));
        putTimes(json, job, stage);
        putCounts(json.putObject("request_counts"), job);
        json.set("metadata", origin.metadata().isMissingNode() ? json.nullNode() : origin.metadata());
        return json;
    }

    private static JsonNode errors(BatchJob job, Stage stage) {
        if (stage != Stage.FAILED) {
            return Texts.JSON.nullNode();
        }
        var errors = Texts.JSON.createObjectNode().put("object", "list");
        errors.putArray("data").addAll(job.problems());
        return errors;
    }

    private static String status(Stage stage) {
        return switch (stage) {
            case CHECKING -> "validating";
            case WORKING -> "in_progress";
            case CANCELLING, COMPLETED, EXPIRED, CANCELLED, FAILED ->
                stage.name().toLowerCase(Locale.ROOT);
        };
    }

    private void putTimes(ObjectNode json, BatchJob job, Stage stage) {
        var ended = job.endsAt(desk.toldSpeed());
        json.put("created_at", job.origin().createdAt().getEpochSecond())
                .put("in_progress_at", stage == Stage.CHECKING ? null : job.origin().createdAt().getEpochSecond())
                .put("expires_at", job.expiresAt(desk.toldSpeed()).getEpochSecond())
                .put("finalizing_at", at(stage == Stage.COMPLETED, ended))
                .put("completed_at", at(stage == Stage.COMPLETED, ended))
                .put("failed_at", at(stage == Stage.FAILED, ended))
                .put("expired_at", at(stage == Stage.EXPIRED, ended))
                .put("cancelling_at", at(stage == Stage.CANCELLING || stage == Stage.CANCELLED, ended))
                .put("cancelled_at", at(stage == Stage.CANCELLED, ended));
    }

    private static @Nullable Long at(boolean happened, Instant when) {
        return happened ? when.getEpochSecond() : null;
    }

    private static void putCounts(ObjectNode counts, BatchJob job) {
        var good = job.answered().stream().filter(answered -> answered.status() == 200).count();
        counts.put("total", job.problems().isEmpty() ? job.entries().size() : 0)
                .put("completed", good)
                .put("failed", job.answered().size() - good);
    }

    /// The file of good results, or of errors; null before the end, and when there is nothing to say in it.
    private @Nullable String resultFile(BatchJob job, Stage stage, boolean good) {
        var id = "file-" + Ids.letters(Dice.hash(job.origin().id() + good), 24);
        if (!stage.ended() || visit.batches().file(id).isPresent()) {
            return stage.ended() ? id : null;
        }
        var lines = resultLines(job, stage, good);
        if (lines.isEmpty()) {
            return null;
        }
        visit.batches()
                .add(new StoredFile(id, job.origin().id() + (good ? "_output.jsonl" : "_error.jsonl"), "batch_output",
                        BatchLines.body(lines), job.endsAt(desk.toldSpeed()), job));
        return id;
    }

    private List<ObjectNode> resultLines(BatchJob job, Stage stage, boolean good) {
        var results = new BatchLines(job, this);
        var lines = new ArrayList<>(results.answered(answered -> (answered.status() == 200) == good));
        if (!good && job.problems().isEmpty()) {
            lines.addAll(results.notRun(stage));
        }
        return lines;
    }

    @Override
    public ObjectNode answered(String customId, Answered answered) {
        var line = line(customId);
        line.putObject("response")
                .put("status_code", answered.status())
                .put("request_id", answered.call().requestId())
                .set("body", answered.reply());
        return line.putNull("error");
    }

    @Override
    public ObjectNode notRun(String customId, Stage stage) {
        var line = line(customId).putNull("response");
        if (stage == Stage.EXPIRED) {
            line.putObject("error")
                    .put("code", "batch_expired")
                    .put("message", "This request could not be executed before the completion window expired.");
        } else {
            line.putObject("error")
                    .put("code", "batch_cancelled")
                    .put("message", "This request was not executed because the batch was cancelled.");
        }
        return line;
    }

    @Override
    public ObjectNode strange(String customId) {
        return line(customId).putNull("response").putNull("error").put("deferred", true);
    }

    private static ObjectNode line(String customId) {
        return Texts.JSON.createObjectNode()
                .put("id", "batch_req_" + Ids.letters(Dice.hash(customId), 24))
                .put("custom_id", customId);
    }
}
