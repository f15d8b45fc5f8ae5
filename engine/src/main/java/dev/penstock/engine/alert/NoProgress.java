package dev.penstock.engine.alert;

import java.time.Duration;
import java.util.Optional;

/// Items are pending and none of them finishes, although nobody has asked to wait.
///
/// @param after how long that is nothing to speak of
record NoProgress(Duration after) implements Rule {
    static final String NAME = "no-progress";
    static final Duration AFTER = Duration.ofMinutes(10);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.CRITICAL;
    }

    @Override
    public Optional<Finding> judge(History history) {
        var now = history.now();
        if (!now.atWork() || history.idle().compareTo(after) < 0) {
            return Optional.empty();
        }
        long pending = now.progress().pending();
        return Optional.of(new Finding(1, new Alert.Figure(history.idle().toSeconds(), after.toSeconds(), pending),
                "nothing finished for " + Words.time(history.idle()) + ", " + Words.items(pending) + " pending, "
                        + now.endpoint().inFlight() + " in flight; " + now.run().endpoint() + " is "
                        + now.endpoint().word(),
                "penstock status"));
    }
}
