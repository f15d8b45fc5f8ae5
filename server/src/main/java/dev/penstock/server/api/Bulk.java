package dev.penstock.server.api;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Engine;
import dev.penstock.engine.Review;
import dev.penstock.engine.Review.Rules;
import dev.penstock.engine.ReviewResult;
import dev.penstock.engine.Reviewer;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Problem;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Filter;
import dev.penstock.store.DeadLetters.Selected;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Decides about many dead letters at once: about those, and as many, as its caller saw.
public final class Bulk {
    /// The most at once.
    public static final int MOST = 10_000;

    private static final Tally NOTHING = new Tally(0, 0, 0, List.of());
    private static final Tally SUCCEEDED = new Tally(1, 0, 0, List.of());
    private static final Tally SKIPPED = new Tally(0, 1, 0, List.of());

    private final Serving serving;

    public Bulk(Serving serving) {
        this.serving = serving;
    }

    /// What is to be done with each of them.
    public sealed interface Action {
        /// @param pinned with the prompt version of its run instead of today's
        record Retry(boolean pinned) implements Action {}

        record Discard() implements Action {}

        /// Accepts what passes today's checks.
        record Recheck() implements Action {}
    }

    /// What became of them.
    ///
    /// @param skipped decided by somebody else meanwhile
    /// @param failed could not be decided so; why, one sentence each
    public record Tally(int succeeded, int skipped, int failed, List<String> why) {
        Tally plus(Tally more) {
            var all = new ArrayList<>(why);
            more.why().stream().filter(sentence -> !all.contains(sentence)).forEach(all::add);
            return new Tally(succeeded + more.succeeded, skipped + more.skipped, failed + more.failed,
                    List.copyOf(all));
        }
    }

    Answer decide(Call call) {
        var body = call.json();
        var filter = body.path("filter");
        var selected = select(new Filter(text(filter, "run"), text(filter, "task"), text(filter, "reason"), "open"),
                body.path("expectedCount").asInt(-1));
        var tally = decide(selected, action(body), DeadLetterApi.reviewer(call));
        var answer = JsonNodeFactory.instance.objectNode()
                .put("succeeded", tally.succeeded())
                .put("skipped", tally.skipped())
                .put("failed", tally.failed());
        tally.why().forEach(answer.putArray("why")::add);
        return Answer.ok(answer);
    }

    private static @Nullable String text(JsonNode filter, String name) {
        return filter.path(name).asString(null);
    }

    private static Action action(JsonNode body) {
        return switch (body.path("action").asString("")) {
            case "retry" -> new Action.Retry(body.path("prompt").asString("today").equals("pinned"));
            case "discard" -> new Action.Discard();
            default -> new Action.Recheck();
        };
    }

    /// All that match, if they are as many as the caller saw.
    ///
    /// @throws Refusal if they are not, or too many for once
    public List<Selected> select(Filter filter, int expectedCount) {
        var selected = serving.records().select(filter);
        if (selected.size() != expectedCount) {
            throw new Refusal(Problem.of(ProblemType.COUNT_CHANGED, selected.size() + " match now; look again")
                    .with("count", JsonNodeFactory.instance.numberNode(selected.size())));
        }
        if (selected.size() > MOST) {
            throw new Refusal(ProblemType.BAD_REQUEST, "at most " + MOST + " at once; narrow the filter");
        }
        return selected;
    }

    /// Decides about each as it was selected.
    public Tally decide(List<Selected> selected, Action action, Reviewer by) {
        return switch (action) {
            case Action.Retry(var pinned) -> retry(selected, pinned, by);
            case Action.Discard() -> each(selected, (review, letter) -> review.discard(letter, by));
            case Action.Recheck() -> each(selected, (review, letter) -> review.accept(letter, Rules.TODAYS, by));
        };
    }

    @FunctionalInterface
    private interface Decision {
        ReviewResult about(Review review, DeadLetterRow letter);
    }

    private Tally each(List<Selected> selected, Decision decision) {
        var review = serving.records().review();
        var tally = NOTHING;
        for (var one : selected) {
            var letter = Found.letter(serving, one.id()).seenAs(one.version());
            tally = tally.plus(switch (decision.about(review, letter)) {
                case ReviewResult.Accepted _,ReviewResult.Discarded _ -> SUCCEEDED;
                case ReviewResult.Decided _ -> SKIPPED;
                case ReviewResult.Refused(var failure, _) -> failed(1, "still " + failure.reason());
                case ReviewResult.NoReply() -> failed(1, "no reply was read as an answer");
            });
        }
        return tally;
    }

    /// Run by run: one that cannot be retried does not keep the others from it.
    private Tally retry(List<Selected> selected, boolean pinned, Reviewer by) {
        var unusable = selected.stream().filter(one -> one.reason().equals(Engine.UNUSABLE)).count();
        var tally = unusable == 0 ? NOTHING : failed((int) unusable, "lines that are no usable record");
        var byRun = selected.stream()
                .filter(one -> !one.reason().equals(Engine.UNUSABLE))
                .collect(groupingBy(Selected::runId, TreeMap::new, mapping(Selected::id, toSet())));
        for (var run : byRun.entrySet()) {
            tally = tally.plus(retry(run.getKey(), run.getValue(), pinned, by));
        }
        return tally;
    }

    private Tally retry(String run, Set<String> ids, boolean pinned, Reviewer by) {
        try {
            var warnings = new Retrying(serving).retry(Found.run(serving, run), ids, pinned, by);
            return new Tally(ids.size(), 0, 0, warnings);
        } catch (CannotStartException e) {
            return failed(ids.size(), String.valueOf(e.getMessage()));
        }
    }

    private static Tally failed(int count, String why) {
        return new Tally(0, 0, count, List.of(why));
    }
}
