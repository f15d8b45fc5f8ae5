package dev.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.ledger.Budget.Exhausted;
import dev.penstock.ledger.Budget.Reservation;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BudgetTest {
    private static final BigDecimal ONE = BigDecimal.ONE;

    @Test
    void givesBackWhatACallDidNotCost() throws InterruptedException {
        var budget = Budget.of(new BigDecimal("1.00"), BigDecimal.ZERO);
        var reservation = (Reservation) budget.reserve(new BigDecimal("0.80"));
        assertThat(budget.reserved()).isEqualByComparingTo("0.80");
        reservation.settle(new BigDecimal("0.30"));
        assertThat(budget.reserved()).isEqualByComparingTo("0");
        assertThat(budget.spent()).isEqualByComparingTo("0.30");
        assertThat(budget.reserve(new BigDecimal("0.70"))).isInstanceOf(Reservation.class);
    }

    @Test
    void isExhaustedWhenNothingInFlightCouldFreeMoney() throws InterruptedException {
        var budget = Budget.of(ONE, new BigDecimal("0.95"));
        assertThat(budget.reserve(new BigDecimal("0.06")))
                .isEqualTo(new Exhausted(ONE, new BigDecimal("0.95"), new BigDecimal("0.06")));
        assertThat(budget.reserve(new BigDecimal("0.05"))).isInstanceOf(Reservation.class);
    }

    @Test
    void letsACallWaitForMoneyThatAnotherMayGiveBack() throws Exception {
        var budget = Budget.of(ONE, BigDecimal.ZERO);
        var first = (Reservation) budget.reserve(new BigDecimal("0.90"));
        var second = reserveElsewhere(budget, new BigDecimal("0.50"));
        assertThat(second).isNotDone();
        first.settle(new BigDecimal("0.20"));
        assertThat(second.get()).isInstanceOf(Reservation.class);
    }

    @Test
    void tellsEveryoneWhoWaitsWhenTheLastCallLeavesTooLittle() throws Exception {
        var budget = Budget.of(ONE, BigDecimal.ZERO);
        var first = (Reservation) budget.reserve(ONE);
        var second = reserveElsewhere(budget, new BigDecimal("0.50"));
        var third = reserveElsewhere(budget, new BigDecimal("0.50"));
        first.settle(new BigDecimal("0.80"));
        assertThat(second.get()).isInstanceOf(Exhausted.class);
        assertThat(third.get()).isInstanceOf(Exhausted.class);
    }

    @Test
    void settlesAReservationOnlyOnce() throws InterruptedException {
        var reservation = (Reservation) Budget.of(ONE, BigDecimal.ZERO).reserve(ONE);
        reservation.settle(BigDecimal.ZERO);
        assertThatThrownBy(() -> reservation.settle(ONE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void countsWithoutALimit() throws InterruptedException {
        var budget = Budget.of(null, BigDecimal.ZERO);
        ((Reservation) budget.reserve(new BigDecimal("1000000"))).settle(new BigDecimal("3"));
        assertThat(budget.spent()).isEqualByComparingTo("3");
    }

    @Test
    void stopsWaitingWhenInterruptedAndReservesNothing() throws Exception {
        var budget = Budget.of(ONE, BigDecimal.ZERO);
        var first = (Reservation) budget.reserve(ONE);
        var outcome = new CompletableFuture<String>();
        var waiting = Thread.ofVirtual().start(() -> {
            try {
                outcome.complete(budget.reserve(ONE).toString());
            } catch (InterruptedException _) {
                outcome.complete("interrupted");
            }
        });
        waiting.interrupt();
        assertThat(outcome.get()).isEqualTo("interrupted");
        first.settle(BigDecimal.ZERO);
        assertThat(budget.reserved()).isEqualByComparingTo("0");
    }

    @Test
    void holdsTheWallAgainstFiveHundredThreads() throws InterruptedException {
        var limit = new BigDecimal("50.00");
        var budget = Budget.of(limit, BigDecimal.ZERO);
        var granted = new AtomicInteger();
        var exhausted = new AtomicInteger();
        var breach = new AtomicReference<@Nullable BigDecimal>();
        var threads = IntStream.range(0, 500)
                .mapToObj(n -> Thread.ofVirtual()
                        .start(() -> spendTwentyTimes(budget, limit, n, granted, exhausted, breach)))
                .toList();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(breach.get()).isNull();
        assertThat(granted.get() + exhausted.get()).isEqualTo(500 * 20);
        assertThat(exhausted.get()).isPositive();
        assertThat(budget.reserved()).isEqualByComparingTo("0");
        assertThat(budget.spent()).isLessThanOrEqualTo(limit).isGreaterThan(new BigDecimal("40"));
    }

    private static void spendTwentyTimes(Budget budget, BigDecimal limit, int seed, AtomicInteger granted,
            AtomicInteger exhausted, AtomicReference<@Nullable BigDecimal> breach) {
        var random = new SplittableRandom(seed);
        try {
            for (int call = 0; call < 20; call++) {
                switch (budget.reserve(BigDecimal.valueOf(random.nextLong(1, 300), 2))) {
                    case Reservation reservation -> {
                        granted.incrementAndGet();
                        noteBreach(budget, limit, breach);
                        reservation.settle(reservation.worstCase().movePointLeft(random.nextInt(1, 3)));
                    }
                    case Exhausted _ -> exhausted.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void noteBreach(Budget budget, BigDecimal limit, AtomicReference<@Nullable BigDecimal> breach) {
        var sum = budget.committed();
        if (sum.compareTo(limit) > 0) {
            breach.set(sum);
        }
    }

    private static CompletableFuture<Budget.Decision> reserveElsewhere(Budget budget, BigDecimal amount) {
        var decision = new CompletableFuture<Budget.Decision>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                decision.complete(budget.reserve(amount));
            } catch (InterruptedException e) {
                decision.completeExceptionally(e);
            }
        });
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return decision;
    }
}
