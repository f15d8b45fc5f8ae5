package dev.penstock.check;

import java.util.List;
import java.util.Locale;

/// Free text that only repeats one of the input's fields is flagged: right for a proof-reader, odd for most tasks.
final class EchoCheck implements Check {
    private static final int SHORTEST = 50;

    @Override
    public String name() {
        return "semantics";
    }

    @Override
    public Finding judge(Candidate candidate) {
        if (candidate.structured() || !candidate.output().isString()) {
            return Finding.PASSED;
        }
        var text = candidate.output().stringValue().strip().toLowerCase(Locale.ROOT);
        return text.length() >= SHORTEST
                && candidate.inputTexts().stream().anyMatch(known -> known.strip().equals(text))
                        ? new Finding.Flagged(List.of("semantics:echo"))
                        : Finding.PASSED;
    }
}
