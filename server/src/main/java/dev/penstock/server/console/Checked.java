package dev.penstock.server.console;

import dev.penstock.engine.ReviewResult;
import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.List;
import java.util.Optional;

/// What the checks say about an output that a reviewer has before them.
///
/// @param passes whether it would be accepted
/// @param overridable whether a person may accept it all the same, with a reason
/// @param headline one sentence
/// @param problems with their places in the output
public record Checked(boolean passes, boolean overridable, String headline, List<Evidence> problems) {
    private static final String PARSE = "parse";

    public Checked {
        problems = List.copyOf(problems);
    }

    static Checked of(ReviewResult result) {
        return switch (result) {
            case ReviewResult.Accepted _ -> new Checked(true, false, "Every check passes.", List.of());
            case ReviewResult.Discarded _ -> new Checked(true, false, "", List.of());
            case ReviewResult.Refused(var failure, var overridable) -> new Checked(false, overridable,
                    sentence(failure, overridable), problems(failure));
            case ReviewResult.NoReply() ->
                new Checked(false, false, "There is no reply to accept: write an output, retry or discard.", List.of());
            case ReviewResult.Decided(var letter, var by) -> new Checked(false, false,
                    (by == null ? "Somebody" : by.actor()) + " decided meanwhile: it is " + letter.status() + ".",
                    List.of());
        };
    }

    static Checked unreadable(JsonLayout.Reading.Refused refused) {
        return new Checked(false, false, "This is not JSON.",
                List.of(new Evidence(PARSE, "json", "", refused.why(), null)));
    }

    private static String sentence(Failure failure, boolean overridable) {
        return "A check says no: " + failure.reason() + (overridable
                ? ". You may override it with a note that says why."
                : ".");
    }

    private static List<Evidence> problems(Failure failure) {
        return failure.evidence().isEmpty()
                ? List.of(new Evidence("", failure.reason(), "", failure.detail(), null))
                : failure.evidence();
    }

    /// What is wrong at a place.
    public Optional<Evidence> at(String pointer) {
        return problems.stream().filter(one -> one.path().equals(pointer)).findFirst();
    }
}
