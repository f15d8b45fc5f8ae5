package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.Subject;
import java.math.BigDecimal;
import java.util.List;

/// Too many of the items that finished lately are dead letters. With too few to say, the whole run is judged at its end.
///
/// @param most the largest share that is nothing to speak of, from 0 to 1
record DeadLetterShare(BigDecimal most) implements Rule {
    static final String NAME = "dead-letters";
    static final BigDecimal MOST = new BigDecimal("0.05");

    private static final int FEWEST = 50;

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
        return "over " + Words.percent(most.doubleValue()) + " of " + FEWEST
                + " or more items that finished in 15 min; of fewer, over the whole run, at its end";
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.items().stream().map(items -> read(picture, items)).toList();
    }

    private Reading read(Picture picture, Picture.Items items) {
        if (items.ended().finished() >= FEWEST) {
            return judged(items.subject(), items.ended(), " in " + Words.time(Picture.FIFTEEN),
                    "penstock dead-letters list --task " + items.subject().task());
        }
        return picture.runs()
                .stream()
                .filter(now -> now.complete() && now.task().equals(items.subject()))
                .findFirst()
                .map(now -> wholeRun(now, items.subject()))
                .orElseGet(() -> Reading.tooFew(items.subject(), figure(items.ended()), items.atWork()));
    }

    private Reading wholeRun(Moment now, Subject subject) {
        var progress = now.vitals().progress();
        return judged(subject, new Ended(progress.finished(), progress.deadLettered(), progress.deadLetters()), "",
                Words.deadLetters(now.run()));
    }

    private Reading judged(Subject subject, Ended ended, String window, String next) {
        boolean over = BigDecimal.valueOf(ended.dead())
                .compareTo(most.multiply(BigDecimal.valueOf(ended.finished()))) > 0;
        return Reading.measured(subject, figure(ended), over,
                Words.percent(share(ended)) + " of " + Words.items(ended.finished()) + " dead-lettered" + window
                        + " (limit " + Words.percent(most.doubleValue()) + ")" + Words.top(ended.reasons()),
                next);
    }

    private Figure figure(Ended ended) {
        return new Figure(share(ended), most.doubleValue(), ended.finished());
    }

    private static double share(Ended ended) {
        return ended.finished() == 0 ? 0 : (double) ended.dead() / ended.finished();
    }
}
