package dev.penstock.server.api;

import dev.penstock.engine.OutcomeJson;
import dev.penstock.engine.OutputFolder;
import dev.penstock.engine.ReusedIdException;
import dev.penstock.engine.RunHandle;
import dev.penstock.engine.RunRequest;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.store.ItemRow;
import dev.penstock.store.RunRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Runs: started by an upload, followed, cancelled, resumed.
public final class RunApi {
    private static final String JSON_LINES = "application/x-ndjson";
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int PAGE = 20;
    private static final int ITEMS = 100;
    private static final Pattern SEQ = Pattern.compile("[0-9]{1,18}");
    private static final Set<String> STATUSES = Set.of("pending", "accepted", "dead-lettered", "discarded");

    private final Serving serving;
    private final RunControl control;

    public RunApi(Serving serving) {
        this.serving = serving;
        this.control = new RunControl(serving);
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/tasks/{task}/runs")
                        .needs(Needs.OPERATOR)
                        .says("Starts a run over the items in the body, one JSON object per line")
                        .takesLines()
                        .query("run-id", "string", "The run's id; the same id with the same lines goes on")
                        .query("limit", "integer", "Read at most so many items")
                        .query("budget", "string", "Never spend more dollars than this, such as 25.00")
                        .query("mode", "string", "`sync`, `batch` or `auto`")
                        .header(GenerationApi.IDEMPOTENCY_KEY, "The same key with the same lines is the same run")
                        .answers(202, "Started; follow it at Location", "RunStarted")
                        .fails(ProblemType.BAD_REQUEST, ProblemType.CANNOT_START, ProblemType.NOT_FOUND,
                                ProblemType.TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                ProblemType.IDEMPOTENCY_KEY_REUSED, ProblemType.ID_REUSED, ProblemType.TASK_UNUSABLE,
                                ProblemType.STORE_FAILED)
                        .startsWork()
                        .handledBy(this::upload),
                Route.get("/v1/runs")
                        .needs(Needs.VIEWER)
                        .says("Runs, newest first")
                        .paged()
                        .answers(200, "A page", "Runs")
                        .fails(ProblemType.BAD_REQUEST)
                        .handledBy(this::list),
                Route.get("/v1/runs/{run}")
                        .needs(Needs.VIEWER)
                        .says("A run in numbers, as in report.json")
                        .answers(200, "The report", "Run")
                        .fails(ProblemType.NOT_FOUND)
                        .handledBy(this::show),
                Route.get("/v1/runs/{run}/items")
                        .needs(Needs.VIEWER)
                        .says("Items of a run and what became of each, in input order")
                        .query("status", "string", "`pending`, `accepted`, `dead-lettered` or `discarded`")
                        .paged()
                        .answers(200, "A page", "Items")
                        .fails(ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND)
                        .handledBy(this::items),
                results(OutputFolder.ACCEPTED).says("The accepted outputs of a run, as this file would be written now")
                        .handledBy(call -> results(call, OutputFolder.ACCEPTED, serving.records()::accepted)),
                results(OutputFolder.DEAD_LETTERS)
                        .says("The open dead letters of a run, as this file would be written now")
                        .handledBy(call -> results(call, OutputFolder.DEAD_LETTERS, serving.records()::deadLetters)),
                Route.get("/v1/runs/{run}/events")
                        .needs(Needs.VIEWER)
                        .says("Follows a run to its end: `progress`, `dead-letter`, `warning`, `alert` and at last `end`")
                        .header("Last-Event-ID", "Goes on after this event")
                        .answersWith(200, "Server-sent events", "text/event-stream")
                        .fails(ProblemType.NOT_FOUND, ProblemType.NOT_ACCEPTABLE)
                        .handledBy(this::events),
                Route.post("/v1/runs/{run}/cancel")
                        .needs(Needs.OPERATOR)
                        .says("Ends a run: calls in flight end, pending items stay pending")
                        .answers(202, "It ends", "RunStarted")
                        .fails(ProblemType.NOT_FOUND, ProblemType.RUN_NOT_AT_WORK)
                        .handledBy(this::cancel),
                Route.post("/v1/runs/{run}/resume")
                        .needs(Needs.OPERATOR)
                        .says("Goes on with a run that was halted, interrupted or cancelled")
                        .mayTake("ResumeRequest")
                        .answers(202, "It goes on; follow it at Location", "RunStarted")
                        .fails(ProblemType.BAD_REQUEST, ProblemType.CANNOT_START, ProblemType.NOT_FOUND,
                                ProblemType.RUN_AT_WORK, ProblemType.TASK_UNUSABLE, ProblemType.STORE_FAILED)
                        .startsWork()
                        .handledBy(this::resume));
    }

    private static Route.Builder results(String file) {
        return Route.get("/v1/runs/{run}/" + file)
                .needs(Needs.VIEWER)
                .answersWith(200, "JSON lines, in input order", JSON_LINES)
                .fails(ProblemType.NOT_FOUND);
    }

    private Answer upload(Call call) {
        var task = Tasks.of(call, serving);
        var given = call.query("run-id");
        var request = new RunRequest(task, "-", null, given != null ? given : idOf(call, task),
                call.query("limit") == null ? null : Long.valueOf(call.query("limit", 1, 1, 999_999_999)),
                RunControl.usd(call.query("budget")), call.query("mode"));
        try {
            return started(serving.engine().upload(request, call.lines()));
        } catch (ReusedIdException e) {
            throw given != null
                    ? e
                    : new Refusal(ProblemType.IDEMPOTENCY_KEY_REUSED,
                            "the key was used for other lines; use another key");
        }
    }

    /// A run that is asked for again under the same key must have the same id.
    private static @Nullable String idOf(Call call, String task) {
        var key = call.header(GenerationApi.IDEMPOTENCY_KEY);
        if (key == null) {
            return null;
        }
        try {
            var hash = MessageDigest.getInstance("SHA-256")
                    .digest((call.caller().name() + "\n" + task + "\n" + key).getBytes(StandardCharsets.UTF_8));
            return "r_" + HexFormat.of().formatHex(hash, 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Answer list(Call call) {
        int limit = call.limit(PAGE);
        var rows = serving.records().runs(call.query("cursor"), limit + 1);
        return Answer.ok(Page.of(rows, limit, row -> serving.records().report(row.id()), RunRow::id));
    }

    private Answer show(Call call) {
        return Answer.ok(serving.records().report(run(call).id()));
    }

    private Answer items(Call call) {
        var run = run(call);
        int limit = call.limit(ITEMS);
        var rows = serving.records()
                .items(run.id(), status(call.query("status")), seq(call.query("cursor")), limit + 1);
        return Answer.ok(Page.<ItemRow>of(rows, limit, OutcomeJson::of, row -> String.valueOf(row.item().seq())));
    }

    private static @Nullable String status(@Nullable String status) {
        if (status != null && !STATUSES.contains(status)) {
            throw new Refusal(ProblemType.BAD_REQUEST,
                    "status must be one of " + String.join(", ", STATUSES.stream().sorted().toList()));
        }
        return "dead-lettered".equals(status) ? "dead" : status;
    }

    private static long seq(@Nullable String cursor) {
        if (cursor != null && !SEQ.matcher(cursor).matches()) {
            throw new Refusal(ProblemType.BAD_REQUEST, "cursor must be the next of the page before");
        }
        return cursor == null ? -1 : Long.parseLong(cursor);
    }

    private Answer results(Call call, String file, BiConsumer<RunRow, Consumer<String>> lines) {
        var run = run(call);
        return Answer.download(JSON_LINES, run.id() + "-" + file, line -> lines.accept(run, line));
    }

    private Answer events(Call call) {
        var run = run(call);
        var last = call.header("Last-Event-ID");
        long after = last != null && SEQ.matcher(last).matches() ? Long.parseLong(last) : 0;
        return new Answer(200, Map.of(), new Answer.Events(new RunEvents(serving, run.id(), after, LOOK)));
    }

    private Answer cancel(Call call) {
        return started(control.cancel(run(call), call.caller()));
    }

    private Answer resume(Call call) {
        return started(control.resume(run(call), RunControl.usd(call.json().path("budgetUsd").asString(null))));
    }

    private RunRow run(Call call) {
        return control.run(call.path("run"));
    }

    private Answer started(RunHandle handle) {
        serving.log().watch(handle);
        var body = JsonNodeFactory.instance.objectNode().put("id", handle.run().id());
        handle.warnings().forEach(body.putArray("warnings")::add);
        return Answer.json(202, (JsonNode) body).header("Location", "/v1/runs/" + handle.run().id());
    }
}
