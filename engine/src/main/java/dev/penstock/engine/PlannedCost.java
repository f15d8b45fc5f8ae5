package dev.penstock.engine;

import dev.penstock.engine.RunPlan.Budget;
import dev.penstock.engine.RunPlan.Cost;
import dev.penstock.engine.RunPlan.Pace;
import dev.penstock.engine.RunPlan.Usd;
import dev.penstock.engine.RunPlan.Verdict;
import dev.penstock.ledger.Price;
import dev.penstock.ledger.Tariff;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a run is expected to cost, and what a budget makes of that. Pure.
final class PlannedCost {
    private static final int USD_DECIMALS = 6;

    private PlannedCost() {}

    /// @param worstUsd the most all its items can cost
    /// @param batches whether the endpoint has a batch API
    static Cost of(Tariff tariff, Forecast forecast, Sizes requests, BigDecimal worstUsd, Pace pace,
            boolean batches) {
        return switch (tariff) {
            case Tariff.ByToken(var price, _) -> new Cost(usd(price, forecast, requests, false),
                    batches ? usd(price, forecast, requests, true) : null, worstUsd, "");
            case Tariff.ByHour(var usdPerHour) -> byHour(usdPerHour, worstUsd, pace.time());
            case Tariff.Unknown _ -> new Cost(null, null, null, "the model has no price (prices.yaml)");
        };
    }

    private static Usd usd(Price price, Forecast forecast, Sizes requests, boolean batch) {
        var about = forecast.about();
        return new Usd(forecast.low().usd(price, requests, batch),
                about == null ? null : about.usd(price, requests, batch),
                forecast.high().usd(price, requests, batch));
    }

    private static Cost byHour(BigDecimal usdPerHour, BigDecimal worstUsd, @Nullable Duration time) {
        if (time == null) {
            return new Cost(null, null, worstUsd,
                    "the server costs " + Figures.usd(usdPerHour)
                            + " an hour, and no call says yet how long one takes");
        }
        var usd = usdPerHour.multiply(BigDecimal.valueOf(time.toMillis()))
                .divide(BigDecimal.valueOf(Duration.ofHours(1).toMillis()), USD_DECIMALS, RoundingMode.HALF_UP);
        return new Cost(new Usd(usd, usd, usd), null, worstUsd, "");
    }

    /// @param usd null for none
    /// @param batch whether it is sent in batches
    /// @param items that would be sent
    static Budget budget(@Nullable BigDecimal usd, Cost cost, boolean batch, long items) {
        var likely = batch ? cost.batch() : cost.sync();
        if (usd == null) {
            return new Budget(null, Verdict.NO_BUDGET, items);
        }
        if (likely == null || cost.worstUsd() == null) {
            return new Budget(usd, Verdict.UNKNOWN, items);
        }
        var verdict = verdict(usd, likely, cost.worstUsd());
        return new Budget(usd, verdict, verdict == Verdict.TOO_SMALL ? covered(usd, likely, items) : items);
    }

    private static Verdict verdict(BigDecimal usd, Usd likely, BigDecimal worst) {
        if (usd.compareTo(worst) >= 0) {
            return Verdict.WORST_CASE;
        }
        if (usd.compareTo(likely.high()) >= 0) {
            return Verdict.LIKELY;
        }
        return usd.compareTo(likely.low()) >= 0 ? Verdict.PERHAPS : Verdict.TOO_SMALL;
    }

    private static long covered(BigDecimal usd, Usd likely, long items) {
        var each = likely.about() == null ? likely.high() : likely.about();
        return usd.multiply(BigDecimal.valueOf(items)).divide(each, 0, RoundingMode.FLOOR).longValue();
    }
}
