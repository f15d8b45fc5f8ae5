package dev.penstock.engine.alert;

import java.util.Optional;
import java.util.Set;

/// A run came to its end, and not one item of it was accepted.
record ZeroAccepted() implements Rule {
    static final String NAME = "zero-accepted";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.CRITICAL;
    }

    @Override
    public Set<String> silences() {
        return Set.of(DeadLetterShare.NAME);
    }

    @Override
    public Optional<Finding> judge(History history) {
        var now = history.now();
        var progress = now.progress();
        if (!now.complete() || progress.total() == 0 || progress.accepted() > 0) {
            return Optional.empty();
        }
        return Optional.of(new Finding(1, new Alert.Figure(0, 1, progress.total()),
                "none of " + Words.items(progress.total()) + " accepted" + Words.top(progress.deadLetters()),
                Words.deadLetters(now.run())));
    }
}
