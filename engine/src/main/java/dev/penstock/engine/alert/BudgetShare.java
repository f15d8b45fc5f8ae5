package dev.penstock.engine.alert;

import dev.penstock.engine.alert.Vitals.DayMoney;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.Subject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Stream;

/// Most of the money of a run, or of an endpoint's day, is spent, nearly all of it, or the run's next call did not fit any
/// more. Money that calls in flight have reserved does not count: most of it comes back.
///
/// @param warnAt the share at which it is worth telling, from 0 to 1
record BudgetShare(BigDecimal warnAt) implements Rule {
    static final String NAME = "budget";

    private static final BigDecimal NEARLY_ALL = new BigDecimal("0.95");
    private static final int AT_THE_WALL = 3;

    /// What was spent of what may be.
    private record Spent(BigDecimal usd, BigDecimal limit) {
        boolean reached(BigDecimal share) {
            return usd.signum() > 0 && usd.compareTo(limit.multiply(share)) >= 0;
        }

        double share() {
            return limit.signum() == 0 ? 1 : usd.divide(limit, MathContext.DECIMAL32).doubleValue();
        }

        String words() {
            return Words.usd(usd) + " of " + Words.usd(limit) + " spent (" + Words.percent(share()) + ")";
        }
    }

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
        return Words.percent(warnAt.doubleValue()) + " of a run's or a day's budget spent; again at "
                + Words.percent(nearlyAll().doubleValue()) + " and at the wall";
    }

    @Override
    public boolean stands(int level) {
        return level == AT_THE_WALL;
    }

    @Override
    public List<Reading> read(Picture picture) {
        return Stream.concat(
                picture.runs().stream().filter(now -> now.run().budgetUsd() != null).map(this::run),
                picture.runs().stream().flatMap(now -> now.vitals().days().stream().map(day -> day(now, day))))
                .toList();
    }

    private Reading run(Moment now) {
        var limit = now.run().budgetUsd();
        var spent = new Spent(now.spentUsd(), limit == null ? BigDecimal.ZERO : limit);
        if (now.atTheWall()) {
            return Reading.happened(now.subject(), figure(now, spent, BigDecimal.ONE), "halted at its budget: "
                    + spent.words() + ", " + Words.items(now.vitals().progress().pending()) + " pending",
                    Words.resumeWithBudget(now.run())).level(AT_THE_WALL);
        }
        return now.atWork()
                ? share(now, now.subject(), spent, spent.words()
                        + "; at the wall the run halts, and its items stay pending", "penstock status")
                : share(now, now.subject(), spent, spent.words(), "penstock report " + now.run().id());
    }

    private Reading day(Moment now, DayMoney day) {
        var spent = new Spent(day.spentUsd(), day.limitUsd());
        var subject = new Subject(now.run().task(), null, day.endpoint(), null, now.run().simulated());
        return share(now, subject, spent, "today's money (UTC): " + spent.words()
                + "; at the wall the endpoint is halted until midnight",
                "raise endpoints." + day.endpoint() + ".budget.day-usd in penstock.yaml, or wait for 00:00 UTC");
    }

    private Reading share(Moment now, Subject subject, Spent spent, String summary, String next) {
        boolean nearlyAll = spent.reached(nearlyAll());
        var share = nearlyAll ? nearlyAll() : warnAt;
        return Reading.measured(subject, figure(now, spent, share), spent.reached(warnAt), summary, next)
                .level(nearlyAll ? 2 : 1);
    }

    private BigDecimal nearlyAll() {
        return NEARLY_ALL.max(warnAt);
    }

    private static Figure figure(Moment now, Spent spent, BigDecimal share) {
        return new Figure(spent.share(), share.doubleValue(), now.vitals().progress().finished());
    }
}
