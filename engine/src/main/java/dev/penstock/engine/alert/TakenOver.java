package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Figure;
import java.util.List;

/// Another endpoint answers than the task's own: told for each that takes over.
record TakenOver() implements Rule {
    static final String NAME = "taken-over";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.INFO;
    }

    @Override
    public String when() {
        return "another endpoint answers than the task's own";
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.runs().stream().map(TakenOver::read).toList();
    }

    private static Reading read(Moment now) {
        var takeovers = now.vitals().takeovers();
        return takeovers.isEmpty()
                ? Reading.quiet(now.subject())
                : Reading.happened(now.subject(), new Figure(takeovers.size(), 1, now.vitals().progress().attempts()),
                        takeovers.getLast(), "penstock report " + now.run().id()).level(takeovers.size());
    }
}
