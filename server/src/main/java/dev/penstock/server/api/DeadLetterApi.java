package dev.penstock.server.api;

import dev.penstock.engine.AttemptJson;
import dev.penstock.engine.DeadLetterJson;
import dev.penstock.engine.Engine;
import dev.penstock.engine.Review.Rules;
import dev.penstock.engine.ReviewResult;
import dev.penstock.engine.Reviewer;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Problem;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Filter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Dead letters: read, and decided about by people, one at a time or all that match a filter.
public final class DeadLetterApi {
    private static final int PAGE = 50;
    private static final Set<String> STATUSES = Set.of("open", "accepted", "discarded", "retried");

    private final Serving serving;
    private final Bulk bulk;

    public DeadLetterApi(Serving serving) {
        this.serving = serving;
        this.bulk = new Bulk(serving);
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/dead-letters")
                        .needs(Needs.VIEWER)
                        .says("Dead letters, oldest first")
                        .query("run", "string", "Only those of a run")
                        .query("task", "string", "Only those of a task")
                        .query("reason", "string", "Only those of a reason, such as `schema-mismatch`")
                        .query("status", "string",
                                "`open` (what is meant when nothing is said), `accepted`, `discarded`,"
                                        + " `retried` or `any`")
                        .paged()
                        .answers(200, "A page", "DeadLetters")
                        .fails(ProblemType.BAD_REQUEST)
                        .handledBy(this::list),
                Route.post("/v1/dead-letters/bulk")
                        .needs(Needs.REVIEWER)
                        .says("Decides about all that match a filter: retry, discard, or recheck with today's checks")
                        .takes("BulkRequest")
                        .answers(200, "What became of them", "BulkResult")
                        .fails(ProblemType.BAD_REQUEST, ProblemType.COUNT_CHANGED, ProblemType.STORE_FAILED)
                        .startsWork()
                        .handledBy(bulk::decide),
                Route.get("/v1/dead-letters/{letter}")
                        .needs(Needs.VIEWER)
                        .says("Everything a person needs to judge it: input, attempts, replies, evidence, decisions")
                        .answers(200, "The dead letter; its ETag is needed to decide", "DeadLetter")
                        .fails(ProblemType.NOT_FOUND)
                        .handledBy(this::show),
                decision("accept")
                        .says("Accepts the reply, or the output that is given; a reason overrides checks, never the schema")
                        .mayTake("AcceptRequest")
                        .answers(200, "Accepted", "Decision")
                        .fails(ProblemType.CHECK_FAILED, ProblemType.NO_REPLY)
                        .handledBy(this::accept),
                decision("retry")
                        .says("Asks the model again, with today's prompt or the one of its run")
                        .mayTake("RetryRequest")
                        .answers(202, "It is asked; follow its run at Location", "Retried")
                        .fails(ProblemType.CANNOT_START, ProblemType.RUN_AT_WORK, ProblemType.TASK_UNUSABLE)
                        .startsWork()
                        .handledBy(this::retry),
                decision("discard").says("Gives the item up")
                        .mayTake("DiscardRequest")
                        .answers(200, "Discarded", "Decision")
                        .handledBy(this::discard));
    }

    private static Route.Builder decision(String what) {
        return Route.post("/v1/dead-letters/{letter}/" + what)
                .needs(Needs.REVIEWER)
                .header("If-Match", "The ETag of the version that was seen")
                .fails(ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND, ProblemType.ALREADY_DECIDED, ProblemType.STALE,
                        ProblemType.PRECONDITION_REQUIRED, ProblemType.STORE_FAILED);
    }

    private Answer list(Call call) {
        var status = call.query("status") == null ? "open" : call.query("status");
        if (!STATUSES.contains(status) && !"any".equals(status)) {
            throw new Refusal(ProblemType.BAD_REQUEST, "status must be any or one of "
                    + String.join(", ", STATUSES.stream().sorted().toList()));
        }
        var filter = new Filter(call.query("run"), call.query("task"), call.query("reason"),
                "any".equals(status) ? null : status);
        int limit = call.limit(PAGE);
        var rows = serving.records().deadLetters(filter, call.query("cursor"), limit + 1);
        return Answer.ok(Page.<DeadLetterRow>of(rows, limit, DeadLetterJson::of, DeadLetterRow::id));
    }

    private Answer show(Call call) {
        var found = serving.records().deadLetter(Found.letter(serving, call.path("letter")).id());
        return Answer.ok(DeadLetterJson.of(found)).header("ETag", Seen.tag(found.letter()));
    }

    private Answer accept(Call call) {
        var seen = seen(call);
        var by = reviewer(call);
        var review = serving.records().review();
        var output = call.json().path("output");
        return answer(seen, output.isMissingNode()
                ? review.accept(seen, Rules.OF_THE_RUN, by)
                : review.correct(seen, output, by));
    }

    private Answer discard(Call call) {
        var seen = seen(call);
        return answer(seen, serving.records().review().discard(seen, reviewer(call)));
    }

    private Answer retry(Call call) {
        var seen = seen(call);
        var run = seen.item().runId();
        if (seen.reason().equals(Engine.UNUSABLE)) {
            throw new Refusal(ProblemType.CANNOT_START,
                    "its line is no usable record; mend the input and run it again");
        }
        if (serving.engine().atWork(run).isPresent()) {
            throw new Refusal(ProblemType.RUN_AT_WORK, "run " + run + " is at work; retry when it has ended");
        }
        boolean pinned = call.json().path("prompt").asString("today").equals("pinned");
        var warnings = new Retrying(serving).retry(Found.run(serving, run), Set.of(seen.id()), pinned, reviewer(call));
        var body = JsonNodeFactory.instance.objectNode().put("id", seen.item().id()).put("run", run);
        warnings.forEach(body.putArray("warnings")::add);
        return Answer.json(202, (JsonNode) body)
                .header("Location", "/v1/runs/" + run)
                .header("ETag", Seen.tag(Found.letter(serving, seen.id())));
    }

    private DeadLetterRow seen(Call call) {
        var seen = Seen.by(call, Found.letter(serving, call.path("letter")));
        if (!seen.status().equals("open")) {
            throw new Refusal(decided(seen));
        }
        return seen;
    }

    static Reviewer reviewer(Call call) {
        return new Reviewer(call.caller().name(), call.json().path("reason").asString(null));
    }

    private Answer answer(DeadLetterRow seen, ReviewResult result) {
        return switch (result) {
            case ReviewResult.Accepted(var flag) -> decision(seen, "accepted", flag);
            case ReviewResult.Discarded() -> decision(seen, "discarded", null);
            case ReviewResult.Refused(var failure, var overridable) -> Problem
                    .of(ProblemType.CHECK_FAILED, failure.detail())
                    .with("reason", failure.reason())
                    .with("overridable", JsonNodeFactory.instance.booleanNode(overridable))
                    .with("evidence", AttemptJson.evidence(failure.evidence()))
                    .answer();
            case ReviewResult.NoReply() -> Problem
                    .of(ProblemType.NO_REPLY, "no reply was read as an answer; give an output, retry or discard")
                    .answer();
            case ReviewResult.Decided(var letter, _) -> Seen.stale(letter).answer();
        };
    }

    private Answer decision(DeadLetterRow seen, String status, @Nullable String flag) {
        ObjectNode body = JsonNodeFactory.instance.objectNode()
                .put("deadLetter", seen.id())
                .put("id", seen.item().id())
                .put("run", seen.item().runId())
                .put("status", status);
        if (flag != null) {
            body.put("flag", flag);
        }
        return Answer.ok(body).header("ETag", Seen.tag(Found.letter(serving, seen.id())));
    }

    private static Problem decided(DeadLetterRow letter) {
        return Problem.of(ProblemType.ALREADY_DECIDED, letter.id() + " was decided before: " + letter.status())
                .with("decision", letter.status());
    }
}
