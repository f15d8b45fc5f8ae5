package dev.penstock.engine;

import dev.penstock.check.Checks;
import dev.penstock.check.Verdict;
import dev.penstock.engine.signal.Signals;
import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.prompt.Prompt;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Acceptance;
import dev.penstock.store.Store;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Decides about dead letters, one at a time, beside a running engine. A decision is about the version its maker saw: of
/// two at once, one is made and the other is told.
///
/// For one thread at a time.
public final class Review {
    private static final JsonMapper JSON = new JsonMapper();

    private final Project project;
    private final Store store;
    private final Signals signals;
    private final Clock clock;
    private final Map<String, Judge> pinned;
    private final Map<String, Judge> today = new HashMap<>();

    /// @param pinned what earlier reviews compiled, by task and prompt version
    Review(Project project, Store store, Signals signals, Clock clock, Map<String, Judge> pinned) {
        this.project = project;
        this.store = store;
        this.signals = signals;
        this.clock = clock;
        this.pinned = pinned;
    }

    /// Whose checks an output must pass.
    public enum Rules {
        /// Those the item's run is pinned to.
        OF_THE_RUN,
        /// Those of the task as it is on disk now.
        TODAYS
    }

    /// A prompt version and its checks.
    record Judge(Prompt prompt, Checks checks) {}

    /// Whether the task of a dead letter has a schema; without one its output is free text.
    public boolean structured(DeadLetterRow letter) {
        return ofTheRun(letter).prompt().schema() != null;
    }

    /// The schema an output of this dead letter must have; null for free text.
    public @Nullable JsonNode schema(DeadLetterRow letter) {
        return ofTheRun(letter).prompt().schema();
    }

    /// The reply a person judges: the last that failed a check. Empty when none was read as an answer.
    public static Optional<String> reply(List<AttemptRow> attempts) {
        return attempts.reversed().stream().map(AttemptRow::reply).filter(Objects::nonNull).findFirst();
    }

    /// What the last attempt was reproached with; for an item that was never sent, what its line was.
    public static List<Evidence> evidence(DeadLetterRow letter, List<AttemptRow> attempts) {
        return attempts.isEmpty() || attempts.getLast().evidence().isEmpty()
                ? letter.evidence()
                : attempts.getLast().evidence();
    }

    /// Accepts a dead letter as the model replied. The form must hold; what the other checks say may be overridden with a
    /// reason.
    ///
    /// @param seen as the person saw it
    public ReviewResult accept(DeadLetterRow seen, Rules rules, Reviewer by) {
        return made(seen, () -> ruling(seen, rules, by), by);
    }

    /// Accepts a dead letter with an output that a person gives.
    ///
    /// @param seen as the person saw it
    /// @param output free text is a JSON string
    public ReviewResult correct(DeadLetterRow seen, JsonNode output, Reviewer by) {
        return made(seen, () -> ruling(seen, output, by), by);
    }

    /// Gives the item up.
    ///
    /// @param seen as the person saw it
    public ReviewResult discard(DeadLetterRow seen, Reviewer by) {
        if (!store.deadLetters().discard(seen.id(), seen.version(), by.signature(clock.instant()))) {
            return decided(seen.id());
        }
        signals.reviewed(seen.task(), "discard", 1);
        return new ReviewResult.Discarded();
    }

    /// What [#accept] would do. Changes nothing.
    public ReviewResult tryAccept(DeadLetterRow seen, Rules rules, Reviewer by) {
        return waits(seen) ? result(ruling(seen, rules, by)) : decided(seen.id());
    }

    /// What [#correct] would do. Changes nothing.
    public ReviewResult tryCorrect(DeadLetterRow seen, JsonNode output, Reviewer by) {
        return waits(seen) ? result(ruling(seen, output, by)) : decided(seen.id());
    }

    /// What [#discard] would do. Changes nothing.
    public ReviewResult tryDiscard(DeadLetterRow seen) {
        return waits(seen) ? new ReviewResult.Discarded() : decided(seen.id());
    }

    /// What [#correct] would store as the output, whoever decided meanwhile; empty when a check says no.
    Optional<String> corrected(DeadLetterRow letter, JsonNode output, Reviewer by) {
        return ruling(letter, output, by) instanceof Ruling.Passed(var acceptance)
                ? Optional.of(acceptance.output())
                : Optional.empty();
    }

    private boolean waits(DeadLetterRow seen) {
        var now = store.deadLetters().find(seen.id()).orElseThrow();
        return open(now) && now.version() == seen.version();
    }

    private ReviewResult made(DeadLetterRow seen, Supplier<Ruling> judging, Reviewer by) {
        if (!open(seen)) {
            return decided(seen.id());
        }
        var ruling = judging.get();
        return ruling instanceof Ruling.Passed(var acceptance) && !settled(seen, acceptance, by)
                ? decided(seen.id())
                : result(ruling);
    }

    private static boolean open(DeadLetterRow letter) {
        return letter.status().equals("open");
    }

    private boolean settled(DeadLetterRow seen, Acceptance acceptance, Reviewer by) {
        if (!store.deadLetters().accept(seen.id(), seen.version(), acceptance, by.signature(clock.instant()))) {
            return false;
        }
        signals.reviewed(seen.task(), action(acceptance), 1);
        return true;
    }

    private static String action(Acceptance acceptance) {
        if (acceptance.overrides() != null) {
            return "override";
        }
        return acceptance.corrected() ? "edit" : "accept";
    }

    /// What the checks say about an output.
    private sealed interface Ruling {
        record Passed(Acceptance acceptance) implements Ruling {}

        record Failed(Failure failure) implements Ruling {}

        record NoReply() implements Ruling {}
    }

    private Ruling ruling(DeadLetterRow seen, Rules rules, Reviewer by) {
        var reply = reply(store.journal().attempts(seen.item().runId(), seen.item().seq()));
        if (reply.isEmpty()) {
            return new Ruling.NoReply();
        }
        var judge = rules == Rules.TODAYS ? todays(seen) : ofTheRun(seen);
        var flag = rules == Rules.TODAYS ? "recheck" : "reviewed";
        return switch (judge.checks().judge(reply.get(), input(seen))) {
            case Verdict.Passed(var output, _) -> passed(output, false, flag, judge);
            case Verdict.Rejected(var failure, _) when overridable(failure) && by.givesAReason() ->
                asOutput(reply.get(), judge.prompt())
                        .<Ruling>map(output -> overridden(output, false, failure, judge))
                        .orElseGet(() -> new Ruling.Failed(failure));
            case Verdict.Rejected(var failure, _) -> new Ruling.Failed(failure);
        };
    }

    private Ruling ruling(DeadLetterRow seen, JsonNode output, Reviewer by) {
        var judge = ofTheRun(seen);
        return switch (judge.checks().judgeOutput(output, input(seen))) {
            case Verdict.Passed(var passed, _) -> passed(passed, true, "corrected", judge);
            case Verdict.Rejected(var failure, _) when overridable(failure) && by.givesAReason() ->
                overridden(output, true, failure, judge);
            case Verdict.Rejected(var failure, _) -> new Ruling.Failed(failure);
        };
    }

    private static Ruling passed(JsonNode output, boolean corrected, String flag, Judge judge) {
        return new Ruling.Passed(
                new Acceptance(output.toString(), corrected, flag, null, judge.prompt().version()));
    }

    private static Ruling overridden(JsonNode output, boolean corrected, Failure failure, Judge judge) {
        return new Ruling.Passed(new Acceptance(output.toString(), corrected, "override", failure.reason(),
                judge.prompt().version()));
    }

    /// The reply as the output it would be; empty when it is not JSON although the task wants some.
    private static Optional<JsonNode> asOutput(String reply, Prompt prompt) {
        if (prompt.schema() == null) {
            return Optional.of(JSON.getNodeFactory().stringNode(reply));
        }
        try {
            return Optional.of(JSON.readTree(reply));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private ReviewResult decided(String id) {
        var now = store.deadLetters().find(id).orElseThrow();
        var reviews = store.deadLetters().reviews(id);
        return new ReviewResult.Decided(now, reviews.isEmpty() ? null : reviews.getLast());
    }

    private static ReviewResult result(Ruling ruling) {
        return switch (ruling) {
            case Ruling.Passed(var acceptance) -> new ReviewResult.Accepted(acceptance.flag());
            case Ruling.Failed(var failure) -> new ReviewResult.Refused(failure, overridable(failure));
            case Ruling.NoReply() -> new ReviewResult.NoReply();
        };
    }

    private static boolean overridable(Failure failure) {
        return failure.repairable() && !(failure instanceof Failure.Unparseable)
                && !(failure instanceof Failure.SchemaMismatch);
    }

    /// A line that is no record is kept as a JSON string.
    private static JsonNode input(DeadLetterRow letter) {
        return JSON.readTree(letter.item().record());
    }

    private Judge ofTheRun(DeadLetterRow letter) {
        var run = RunIds.find(store, letter.item().runId());
        return pinned.computeIfAbsent(run.task() + " " + run.promptVersion(), _ -> {
            var prompt = PromptVersions.pinned(store, run);
            return new Judge(prompt, Assembly.checks(prompt));
        });
    }

    private Judge todays(DeadLetterRow letter) {
        return today.computeIfAbsent(letter.task(), task -> {
            var prompt = project.registry().prompt(task);
            return new Judge(prompt, Assembly.checks(prompt));
        });
    }
}
