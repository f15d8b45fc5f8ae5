package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.ReviewResult;
import dev.penstock.item.Failure;

/// What became of a decision, in words.
final class ReviewWords {
    private ReviewWords() {}

    /// `accepted, corrected`; what was not done ends in a reason.
    static String of(ReviewResult result) {
        return switch (result) {
            case ReviewResult.Accepted(var flag) -> "accepted" + switch (flag) {
                case "corrected" -> ", corrected";
                case "override" -> ", overriding a check";
                case "recheck" -> ": it passes today's checks";
                default -> "";
            };
            case ReviewResult.Discarded() -> "discarded";
            case ReviewResult.Refused(var failure, _) -> why(failure);
            case ReviewResult.NoReply() -> "no reply that could be accepted";
            case ReviewResult.Decided(var letter, var by) -> by == null
                    ? "decided before: " + letter.status()
                    : "decided before: " + letter.status() + " by " + by.actor() + " at " + by.at();
        };
    }

    static boolean done(ReviewResult result) {
        return switch (result) {
            case ReviewResult.Accepted _,ReviewResult.Discarded _ -> true;
            case ReviewResult.Refused _,ReviewResult.NoReply _,ReviewResult.Decided _ -> false;
        };
    }

    /// @throws CannotStartException unless the decision was made
    static void refuseUndone(String id, ReviewResult result) {
        switch (result) {
            case ReviewResult.Accepted _,ReviewResult.Discarded _ -> {
                // done
            }
            case ReviewResult.Refused(var failure, var overridable) -> throw new CannotStartException(
                    id + " cannot be accepted so: " + why(failure),
                    overridable
                            ? "give a reason to override this check: --reason TEXT"
                            : "correct it: penstock dead-letters edit " + id);
            case ReviewResult.NoReply() ->
                throw new CannotStartException(id + " has no reply that could be accepted",
                        "give an output with --output or edit, or retry or discard it");
            case ReviewResult.Decided decided -> throw new CannotStartException(id + " was " + of(decided)
                    + "; nothing was changed", "look again: penstock dead-letters show " + id);
        }
    }

    private static String why(Failure failure) {
        return failure.reason() + ", "
                + (failure.evidence().isEmpty() ? failure.detail() : failure.evidence().getFirst().message());
    }
}
