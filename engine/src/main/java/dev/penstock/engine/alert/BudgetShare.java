package dev.penstock.engine.alert;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/// Most of the budget is spent, nearly all of it, or the next call did not fit any more. Money that calls in flight have
/// reserved does not count: most of it comes back.
///
/// @param warnAt the share at which it is worth telling, from 0 to 1
record BudgetShare(BigDecimal warnAt) implements Rule {
    static final String NAME = "budget";

    private static final BigDecimal NEARLY_ALL = new BigDecimal("0.95");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public Optional<Finding> judge(History history) {
        var now = history.now();
        var limit = now.run().budgetUsd();
        if (limit == null) {
            return Optional.empty();
        }
        if (now.atTheWall()) {
            return Optional.of(new Finding(3, figure(now, limit, BigDecimal.ONE), "halted at its budget: "
                    + spent(now, limit) + ", " + Words.items(now.progress().pending()) + " pending",
                    Words.resumeWithBudget(now.run())));
        }
        if (reached(now, limit, NEARLY_ALL.max(warnAt))) {
            return Optional.of(finding(2, now, limit, NEARLY_ALL.max(warnAt)));
        }
        return reached(now, limit, warnAt) ? Optional.of(finding(1, now, limit, warnAt)) : Optional.empty();
    }

    private static boolean reached(Moment now, BigDecimal limit, BigDecimal share) {
        return now.spentUsd().signum() > 0 && now.spentUsd().compareTo(limit.multiply(share)) >= 0;
    }

    private static Finding finding(int level, Moment now, BigDecimal limit, BigDecimal share) {
        return now.atWork()
                ? new Finding(level, figure(now, limit, share), spent(now, limit)
                        + "; at the wall the run halts, and its items stay pending", "penstock status")
                : new Finding(level, figure(now, limit, share), spent(now, limit), "penstock report " + now.run().id());
    }

    private static Alert.Figure figure(Moment now, BigDecimal limit, BigDecimal share) {
        return new Alert.Figure(share(now, limit), share.doubleValue(), now.progress().finished());
    }

    private static String spent(Moment now, BigDecimal limit) {
        return Words.usd(now.spentUsd()) + " of " + Words.usd(limit) + " spent (" + Words.percent(share(now, limit))
                + ")";
    }

    private static double share(Moment now, BigDecimal limit) {
        return limit.signum() == 0 ? 1 : now.spentUsd().divide(limit, MathContext.DECIMAL32).doubleValue();
    }
}
