package dev.penstock.ledger;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The wall around an endpoint's money of one UTC day, whoever spends it. Like [Budget], and begins afresh at midnight: what
/// is sent on a day belongs to that day, also when its reply comes on the next. Safe for use by many threads.
public final class DayBudget {
    private final @Nullable BigDecimal limitUsd;
    private final InstantSource clock;
    private final Function<LocalDate, BigDecimal> booked;
    private final Map<LocalDate, Budget> days = new HashMap<>();

    private DayBudget(@Nullable BigDecimal limitUsd, InstantSource clock, Function<LocalDate, BigDecimal> booked) {
        this.limitUsd = limitUsd;
        this.clock = clock;
        this.booked = booked;
    }

    /// No wall; nothing is counted.
    public static DayBudget none() {
        return new DayBudget(null, () -> Instant.EPOCH, _ -> BigDecimal.ZERO);
    }

    /// @param booked what earlier engines booked on a day, what is unconfirmed included; asked once a day, before anything of
    ///     that day is reserved
    public static DayBudget of(BigDecimal limitUsd, InstantSource clock, Function<LocalDate, BigDecimal> booked) {
        if (limitUsd.signum() < 0) {
            throw new IllegalArgumentException("budget.day-usd must be at least 0, was " + limitUsd.toPlainString());
        }
        return new DayBudget(limitUsd, clock, booked);
    }

    /// What became of a wish to spend.
    public sealed interface Decision {}

    /// The rest of the day's money does not suffice, and no call in flight could give any back.
    ///
    /// @param limitUsd for a day
    /// @param spentUsd what is gone of today's
    /// @param neededUsd what the call could have cost
    /// @param untilNext how long until the next day begins
    public record Exhausted(BigDecimal limitUsd, BigDecimal spentUsd, BigDecimal neededUsd,
            Duration untilNext) implements Decision {}

    /// Money of one day, taken aside for one call.
    ///
    /// @param day the call must be sent on; null for any
    /// @param money null when there is no wall
    public record Reserved(@Nullable LocalDate day, Budget.@Nullable Reservation money) implements Decision {
        /// Whether a call sent at this time is paid for from it.
        public boolean covers(Instant time) {
            return day == null || day.equals(utc(time));
        }
    }

    /// Takes the money aside from today's. Blocks while it does not fit and calls in flight may give some back.
    ///
    /// @throws InterruptedException if interrupted while waiting; nothing is reserved then
    public Decision reserve(BigDecimal worstCase) throws InterruptedException {
        while (limitUsd != null) {
            var day = utc(clock.instant());
            switch (on(day).reserve(worstCase)) {
                case Budget.Reservation money -> {
                    return new Reserved(day, money);
                }
                case Budget.Exhausted(var limit, var spent, var needed) -> {
                    var now = clock.instant();
                    if (day.equals(utc(now))) {
                        var next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                        return new Exhausted(limit, spent, needed, Duration.between(now, next));
                    }
                }
            }
        }
        return new Reserved(null, null);
    }

    /// As [#reserve], but never waits.
    ///
    /// @return empty if it does not fit into today's now
    public Optional<Reserved> tryReserve(BigDecimal worstCase) {
        if (limitUsd == null) {
            return Optional.of(new Reserved(null, null));
        }
        var day = utc(clock.instant());
        return on(day).tryReserve(worstCase).map(money -> new Reserved(day, money));
    }

    /// What can still be reserved today; null for any sum.
    public @Nullable BigDecimal leftToday() {
        return limitUsd == null ? null : on(utc(clock.instant())).left();
    }

    /// Why nothing more fits into today.
    public Exhausted exhausted(BigDecimal worstCase) {
        var now = clock.instant();
        var next = utc(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new Exhausted(Objects.requireNonNull(limitUsd), spentToday(), worstCase, Duration.between(now, next));
    }

    /// The most that may be spent on a day; null for no wall.
    public @Nullable BigDecimal limit() {
        return limitUsd;
    }

    /// What is gone of today's money, zero without a wall.
    public BigDecimal spentToday() {
        return limitUsd == null ? BigDecimal.ZERO : on(utc(clock.instant())).spent();
    }

    /// Spent and reserved today: what never passes the wall.
    public BigDecimal committedToday() {
        return limitUsd == null ? BigDecimal.ZERO : on(utc(clock.instant())).committed();
    }

    private synchronized Budget on(LocalDate day) {
        days.keySet().removeIf(old -> old.isBefore(day.minusDays(1)));
        return days.computeIfAbsent(day, _ -> Budget.of(limitUsd, booked.apply(day)));
    }

    private static LocalDate utc(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
