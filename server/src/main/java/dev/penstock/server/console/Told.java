package dev.penstock.server.console;

import dev.penstock.engine.Records;
import dev.penstock.store.ReviewRow;

/// Decisions in words.
public final class Told {
    private Told() {}

    /// `dl_9Q2 was accepted.`: what became of a dead letter just now; empty when there is none of that id.
    static String ofDecision(Records records, String id) {
        return records.find(id).map(letter -> letter.id() + " was " + letter.status() + ".").orElse("");
    }

    /// `accepted as it was`.
    public static String of(ReviewRow review) {
        return switch (review.action()) {
            case "accept" ->
                review.overrides() == null ? "accepted it" : "accepted it, overriding " + review.overrides();
            case "edit" -> review.overrides() == null
                    ? "accepted it with an edit"
                    : "accepted it with an edit, overriding " + review.overrides();
            case "discard" -> "discarded it";
            case "retry" -> "asked the model again";
            default -> review.action();
        };
    }
}
