package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.Samples.Tally;
import java.math.BigDecimal;
import java.util.List;

/// People find too many of the accepted samples bad.
///
/// @param most the largest share that is nothing to speak of, from 0 to 1
record Quality(BigDecimal most) implements Rule {
    static final String NAME = "quality";
    static final BigDecimal MOST = new BigDecimal("0.05");

    private static final int FEWEST = 20;

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
        return "over " + Words.percent(most.doubleValue()) + " bad of " + FEWEST
                + " or more accepted samples judged in 24 h";
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.judged().entrySet().stream().map(entry -> read(entry.getKey(), entry.getValue())).toList();
    }

    private Reading read(String task, Tally tally) {
        var subject = new Subject(task, null, null, null, false);
        double share = tally.judged() == 0 ? 0 : (double) tally.bad() / tally.judged();
        var figure = new Figure(share, most.doubleValue(), tally.judged());
        if (tally.judged() < FEWEST) {
            return Reading.tooFew(subject, figure, false);
        }
        boolean over = BigDecimal.valueOf(tally.bad()).compareTo(most.multiply(BigDecimal.valueOf(tally.judged()))) > 0;
        return Reading.measured(subject, figure, over, Words.percent(share) + " of "
                + Words.count(tally.judged(), "judged sample", "judged samples") + " are bad (limit "
                + Words.percent(most.doubleValue()) + ", 24 h)", "penstock samples list --task " + task);
    }
}
