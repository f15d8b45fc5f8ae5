package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Figure;
import java.time.Duration;
import java.util.List;

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
    public String when() {
        return "items are pending and none finished for " + Words.time(after);
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.runs().stream().map(this::read).toList();
    }

    private Reading read(Moment now) {
        long pending = now.vitals().progress().pending();
        var endpoint = now.vitals().endpoint();
        boolean over = now.atWork() && now.idle().compareTo(after) >= 0;
        return Reading.measured(now.subject(), new Figure(now.idle().toSeconds(), after.toSeconds(), pending), over,
                "nothing finished for " + Words.time(now.idle()) + ", " + Words.items(pending) + " pending, "
                        + endpoint.inFlight() + " in flight; " + now.run().endpoint() + " is " + endpoint.word(),
                "penstock status");
    }
}
