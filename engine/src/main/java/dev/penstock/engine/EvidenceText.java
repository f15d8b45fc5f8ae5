package dev.penstock.engine;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.List;

/// What checks say, as sentences. They may quote the reply and the input.
public final class EvidenceText {
    private EvidenceText() {}

    /// What a check says, with its place and what it saw there.
    public static String sentence(Evidence one) {
        return (one.path().isEmpty() || one.message().contains(one.path()) ? "" : one.path() + ": ") + one.message()
                + (one.excerpt() == null ? "" : "\n  got: " + one.excerpt());
    }

    public static List<String> sentences(Failure failure) {
        return failure.evidence().isEmpty()
                ? List.of(failure.reason() + ": " + failure.detail())
                : failure.evidence().stream().map(EvidenceText::sentence).toList();
    }
}
