package dev.penstock.engine.alert;

import dev.penstock.store.RunStatus;
import java.util.Optional;
import java.util.Set;

/// A stop rule of the task paused the run instead of spending the rest.
record RunPaused() implements Rule {
    static final String NAME = "run-paused";

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
        return now.status() == RunStatus.PAUSED
                ? Optional.of(new Finding(1, Alert.Figure.happened(now.progress().finished()),
                        "paused: " + now.why() + "; " + Words.items(now.progress().pending()) + " pending",
                        Words.deadLetters(now.run())))
                : Optional.empty();
    }
}
