package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Figure;
import java.util.List;

/// Samples are not kept: nobody will be able to judge what was generated.
record SampleStoreFailing() implements Rule {
    static final String NAME = "sample-store-failing";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String when() {
        return "samples are not kept";
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.runs().stream().map(SampleStoreFailing::read).toList();
    }

    private static Reading read(Moment now) {
        var why = now.vitals().samplesFail();
        return why == null
                ? Reading.quiet(now.task())
                : Reading.happened(now.task(), Figure.happened(now.vitals().progress().finished()), why,
                        "look at the file of samples.store and its disk, then start again");
    }
}
