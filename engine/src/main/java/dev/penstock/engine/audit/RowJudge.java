package dev.penstock.engine.audit;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.check.Verdict;
import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Judges rows one by one: what the provider said first, then the task's checks.
final class RowJudge {
    private static final int EXCERPT = 200;
    private static final String EMPTY_FIELD = "empty-field";

    private final Checks checks;
    private final boolean anyTask;
    private final Checks freeText = Checks.of(CheckSettings.DEFAULT, null);

    /// @param anyTask nothing is known of the task, so an empty field may be meant
    RowJudge(Checks checks, boolean anyTask) {
        this.checks = checks;
        this.anyTask = anyTask;
    }

    /// What one row is worth.
    ///
    /// @param reason empty when the row is good
    /// @param evidence of the reason
    /// @param flags odd, not bad
    record Judgement(String reason, List<Evidence> evidence, List<String> flags) {
        static Judgement bad(String reason, Evidence... evidence) {
            return new Judgement(reason, List.of(evidence), List.of());
        }
    }

    /// @param input missing when the row does not tell
    Judgement judge(RowReply reply, JsonNode input) {
        if (reply.error() != null) {
            return Judgement.bad("no-answer", evidence("transport", "error",
                    "the provider gave no reply" + (reply.error().isEmpty() ? "" : ": " + reply.error()), ""));
        }
        var text = reply.present() ? text(reply.output()) : "";
        return switch (reply.stopReason() == null ? StopReason.ENDED : StopReason.of(reply.stopReason())) {
            case TRUNCATED -> Judgement.bad("truncated",
                    evidence("stop", "limit", "the reply was cut off: stop reason " + reply.stopReason(), end(text)));
            case REFUSED -> Judgement.bad("refused",
                    evidence("stop", "refusal", "stop reason " + reply.stopReason(), text));
            case ENDED -> ended(reply, text, input);
        };
    }

    private Judgement ended(RowReply reply, String text, JsonNode input) {
        if (reply.refused()) {
            return Judgement.bad("refused",
                    evidence("stop", "refusal", "the provider says that the model refused", text));
        }
        if (text.isBlank()) {
            return Judgement.bad("empty", evidence("parse", "empty", "the output is empty", ""));
        }
        var verdict = reply.output().isContainer()
                ? checks.judgeOutput(reply.output(), input)
                : checks.judge(text, input);
        return switch (verdict) {
            case Verdict.Passed(_, var flags) -> new Judgement("", List.of(), flags);
            case Verdict.Rejected(Failure.Unparseable failure, _) -> unparseable(failure, text, input);
            case Verdict.Rejected(Failure.Placeholder failure, var flags) when anyTask && onlyBlank(failure) ->
                new Judgement("", failure.evidence(), withEmptyFields(flags));
            case Verdict.Rejected(Failure failure, _) -> rejected(failure, text);
        };
    }

    private Judgement unparseable(Failure.Unparseable failure, String text, JsonNode input) {
        if (failure.evidence().stream().anyMatch(one -> one.rule().equals("size"))) {
            return new Judgement("too-long", failure.evidence(), List.of());
        }
        if (CutOffJson.in(text)) {
            return Judgement.bad("truncated",
                    evidence("parse", "cut-off", "the JSON is cut off at its end", end(text)));
        }
        return freeText.judge(text, input) instanceof Verdict.Rejected(Failure.Refused refused, _)
                ? rejected(refused, text)
                : rejected(failure, text);
    }

    private static Judgement rejected(Failure failure, String text) {
        var evidence = failure.evidence().isEmpty()
                ? List.of(evidence("check", failure.reason(), failure.detail(), text))
                : failure.evidence();
        return new Judgement(failure.reason(), evidence, List.of());
    }

    private static boolean onlyBlank(Failure.Placeholder failure) {
        return failure.evidence().stream().allMatch(one -> one.excerpt() != null && one.excerpt().isBlank());
    }

    private static List<String> withEmptyFields(List<String> flags) {
        var all = new ArrayList<>(flags);
        all.add(EMPTY_FIELD);
        return all;
    }

    private static Evidence evidence(String layer, String rule, String message, String excerpt) {
        return new Evidence(layer, rule, "", message, excerpt.isBlank() ? null : start(excerpt));
    }

    private static String text(JsonNode output) {
        return output.isContainer() ? output.toString() : output.asString();
    }

    private static String start(String text) {
        return text.codePoints().limit(EXCERPT).mapToObj(Character::toString).collect(Collectors.joining());
    }

    /// What a cut shows itself in.
    private static String end(String text) {
        int from = Math.max(0, text.length() - EXCERPT + 1);
        return from > 0 ? "…" + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from) : text;
    }
}
