package dev.penstock.simulator;

import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.simulator.BatchDesk.Visit;
import dev.penstock.simulator.BatchJob.Answered;
import dev.penstock.simulator.BatchJob.Entry;
import dev.penstock.simulator.BatchJob.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Message Batches and the token counter (platform.claude.com/docs/en/api, read 2026-11-23). Parameters of entries are looked
/// at while the batch is worked on; the counts stay 0 until it has ended.
record AnthropicBatchPages(BatchDesk desk, Visit visit) implements BatchLines.Shape {
    private static final int MOST_REQUESTS = 100_000;
    private static final Pattern CUSTOM_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    Reaction serve() {
        var path = visit.path();
        var what = visit.request().method() + " " + String.join("/", path.size() > 2 ? named(path) : path);
        return switch (what) {
            case "POST messages/count_tokens" -> countTokens();
            case "POST messages/batches" -> create();
            case "GET messages/batches" -> list();
            case "GET messages/batches/*" -> one(path.get(2), false);
            case "POST messages/batches/*/cancel" -> one(path.get(2), true);
            case "GET messages/batches/*/results" -> results(path.get(2));
            default -> visit.refuse(404, "Not Found");
        };
    }

    private static List<String> named(List<String> path) {
        var named = new ArrayList<>(path);
        named.set(2, "*");
        return named;
    }

    /// As the Messages API reads a request, which needs no cap here.
    private Reaction countTokens() {
        var body = visit.json();
        if (body instanceof ObjectNode object) {
            object.put("max_tokens", 1);
        }
        return switch (AnthropicWire.INSTANCE.read(body)) {
            case Rejection rejection -> visit.refuse(rejection);
            case Prompt prompt -> visit.answer(Texts.JSON.createObjectNode().put("input_tokens", prompt.inputTokens()));
        };
    }

    private Reaction create() {
        var fate = desk.nextFate(visit);
        var away = desk.turnedAway(visit, fate);
        if (away.isPresent()) {
            return away.get();
        }
        var entries = new ArrayList<Entry>();
        visit.json()
                .path("requests")
                .forEach(one -> entries.add(new Entry(one.path("custom_id").asString(""), one.path("params"))));
        var problem = problem(entries);
        if (problem != null) {
            return visit.refuse(400, problem);
        }
        var origin = new BatchJob.Origin(Wire.ANTHROPIC, "msgbatch_01" + Ids.letters(visit.seq(), 22),
                BatchDesk.label(entries).map(BatchLabel::value).orElse(null), null, Texts.JSON.missingNode(),
                desk.clock().now(), desk.clock().simulatedNanos(), visit.sinceFirst(desk.clock()));
        return desk.create(visit, new BatchJob(origin, fate, entries, List.of()), this::batch);
    }

    private static @Nullable String problem(List<Entry> entries) {
        if (entries.isEmpty() || entries.size() > MOST_REQUESTS) {
            return "requests: List should have at least 1 and at most " + MOST_REQUESTS + " items";
        }
        var seen = new HashSet<String>();
        for (var i = 0; i < entries.size(); i++) {
            var id = entries.get(i).customId();
            if (!CUSTOM_ID.matcher(id).matches()) {
                return "requests." + i + ".custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'";
            }
            if (!seen.add(id)) {
                return "requests: custom_id must be unique within a batch";
            }
        }
        return null;
    }

    private Reaction list() {
        var all = visit.batches().lookAtAll(Wire.ANTHROPIC, this::batch);
        var page = visit.query().page(all, batch -> batch.path("id").asString(""), "after_id", 20, 1000);
        var json = Texts.JSON.createObjectNode();
        json.putArray("data").addAll(page.things());
        json.put("has_more", page.more());
        json.set("first_id", page.things().isEmpty() ? json.nullNode() : page.things().getFirst().path("id"));
        json.set("last_id", page.things().isEmpty() ? json.nullNode() : page.things().getLast().path("id"));
        return visit.answer(json);
    }

    private Reaction one(String id, boolean cancel) {
        return visit.batches().look(id, Wire.ANTHROPIC, job -> {
            if (cancel) {
                job.cancel();
            }
            return visit.answer(batch(job));
        }).orElseGet(() -> missing(id));
    }

    private Reaction missing(String id) {
        return visit.refuse(404, "Message batch not found: " + id);
    }

    private Reaction results(String id) {
        return visit.batches().look(id, Wire.ANTHROPIC, job -> {
            var stage = job.stage();
            if (!stage.ended()) {
                return visit.refuse(400, "The batch has not ended yet.");
            }
            var results = new BatchLines(job, this);
            var lines = new ArrayList<>(results.answered(_ -> true));
            lines.addAll(results.notRun(stage));
            return desk.results(visit, job,
                    new HttpReply(200, "application/x-jsonl", Map.of(), BatchLines.body(lines)));
        }).orElseGet(() -> missing(id));
    }

    private ObjectNode batch(BatchJob job) {
        var stage = job.stage();
        var origin = job.origin();
        var json = Texts.JSON.createObjectNode()
                .put("id", origin.id())
                .put("type", "message_batch")
                .put("processing_status", status(stage));
        putCounts(json.putObject("request_counts"), job, stage);
        json.put("ended_at", stage.ended() ? job.endsAt(desk.toldSpeed()).toString() : null)
                .put("created_at", origin.createdAt().toString())
                .put("expires_at", job.expiresAt(desk.toldSpeed()).toString())
                .putNull("archived_at");
        json.put("cancel_initiated_at",
                job.isCancelAsked() ? origin.createdAt().toString() : null);
        return json.put("results_url", stage.ended()
                ? "https://api.anthropic.com/v1/messages/batches/" + origin.id() + "/results"
                : null);
    }

    private static String status(Stage stage) {
        return switch (stage) {
            case CHECKING, WORKING -> "in_progress";
            case CANCELLING -> "canceling";
            case COMPLETED, EXPIRED, CANCELLED, FAILED -> "ended";
        };
    }

    private static void putCounts(ObjectNode counts, BatchJob job, Stage stage) {
        var succeeded = job.answered().stream().filter(answered -> answered.status() == 200).count();
        var open = job.entries().size() - job.answered().size();
        counts.put("processing", stage.ended() ? 0 : job.entries().size())
                .put("succeeded", stage.ended() ? succeeded : 0)
                .put("errored", stage.ended() ? job.answered().size() - succeeded : 0)
                .put("canceled", stage == Stage.CANCELLED ? open : 0)
                .put("expired", stage == Stage.EXPIRED ? open : 0);
    }

    @Override
    public ObjectNode answered(String customId, Answered answered) {
        var line = Texts.JSON.createObjectNode().put("custom_id", customId);
        var result = line.putObject("result");
        if (answered.status() != 200) {
            result.put("type", "errored").set("error", answered.reply());
            return line;
        }
        var message = answered.reply().deepCopy();
        if (message.path("usage") instanceof ObjectNode usage) {
            usage.put("service_tier", "batch");
        }
        result.put("type", "succeeded").set("message", message);
        return line;
    }

    @Override
    public ObjectNode notRun(String customId, Stage stage) {
        var line = Texts.JSON.createObjectNode().put("custom_id", customId);
        line.putObject("result").put("type", stage == Stage.EXPIRED ? "expired" : "canceled");
        return line;
    }

    @Override
    public ObjectNode strange(String customId) {
        var line = Texts.JSON.createObjectNode().put("custom_id", customId);
        line.putObject("result").put("type", "deferred");
        return line;
    }
}
