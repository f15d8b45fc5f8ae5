package dev.penstock.engine.alert;

import dev.penstock.run.Progress;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Too many of the items that finished lately are dead letters. With too few to say, the whole run is judged at its end.
///
/// @param most the largest share that is nothing to speak of, from 0 to 1
record DeadLetterShare(BigDecimal most) implements Rule {
    static final String NAME = "dead-letters";
    static final BigDecimal MOST = new BigDecimal("0.05");

    private static final Duration WINDOW = Duration.ofMinutes(15);
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
    public Optional<Finding> judge(History history) {
        var now = history.now();
        var then = history.before(WINDOW).progress();
        long finished = now.progress().finished() - then.finished();
        if (finished >= FEWEST) {
            return judge(now, now.progress().deadLettered() - then.deadLettered(), finished,
                    " in " + WINDOW.toMinutes() + " min", since(then, now.progress()));
        }
        return now.complete()
                ? judge(now, now.progress().deadLettered(), now.progress().finished(), "",
                        now.progress().deadLetters())
                : Optional.empty();
    }

    private Optional<Finding> judge(Moment now, long dead, long finished, String window, Map<String, Long> reasons) {
        if (BigDecimal.valueOf(dead).compareTo(most.multiply(BigDecimal.valueOf(finished))) <= 0) {
            return Optional.empty();
        }
        double share = (double) dead / finished;
        return Optional.of(new Finding(1, new Alert.Figure(share, most.doubleValue(), finished),
                Words.percent(share) + " of " + Words.items(finished) + " dead-lettered" + window + " (limit "
                        + Words.percent(most.doubleValue()) + ")" + Words.top(reasons),
                Words.deadLetters(now.run())));
    }

    private static Map<String, Long> since(Progress.Snapshot then, Progress.Snapshot now) {
        var reasons = new TreeMap<String, Long>();
        now.deadLetters()
                .forEach((reason, count) -> reasons.put(reason, count - then.deadLetters().getOrDefault(reason, 0L)));
        return reasons;
    }
}
