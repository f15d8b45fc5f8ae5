package dev.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ledger.DayBudget.Exhausted;
import dev.penstock.ledger.DayBudget.Reserved;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DayBudgetTest {
    private static final BigDecimal LIMIT = new BigDecimal("50.00");

    private volatile Instant now = Instant.parse("2026-11-27T21:30:00Z");

    @Test
    void countsWhatEarlierEnginesBookedToday() throws InterruptedException {
        var budget = budget(new BigDecimal("49.99"));

        assertThat(budget.reserve(new BigDecimal("0.02"))).isEqualTo(new Exhausted(LIMIT, new BigDecimal("49.99"),
                new BigDecimal("0.02"), Duration.ofMinutes(150)));
        assertThat(budget.reserve(new BigDecimal("0.01"))).isInstanceOf(Reserved.class);
    }

    @Test
    void beginsAfreshAtMidnightUtc() throws InterruptedException {
        var asked = new ArrayList<LocalDate>();
        var budget = DayBudget.of(LIMIT, () -> now, day -> {
            asked.add(day);
            return asked.size() == 1 ? LIMIT : BigDecimal.ZERO;
        });
        assertThat(budget.reserve(BigDecimal.ONE)).isInstanceOf(Exhausted.class);

        now = Instant.parse("2026-11-28T00:00:00Z");

        assertThat(budget.reserve(LIMIT)).isInstanceOf(Reserved.class);
        assertThat(asked).containsExactly(LocalDate.of(2026, 11, 27), LocalDate.of(2026, 11, 28));
    }

    @Test
    void aCallThatIsSentAfterMidnightIsNotPaidForWithYesterdaysMoney() throws InterruptedException {
        var reserved = reserved(budget(BigDecimal.ZERO).reserve(BigDecimal.ONE));

        assertThat(reserved.covers(now)).isTrue();
        assertThat(reserved.covers(Instant.parse("2026-11-28T00:00:00Z"))).isFalse();
    }

    @Test
    void aReplyThatComesTheNextDayIsBookedOnTheDayItsCallWasSent() throws InterruptedException {
        var budget = budget(BigDecimal.ZERO);
        var money = money(budget.reserve(LIMIT));
        now = Instant.parse("2026-11-28T00:00:01Z");

        money.settle(LIMIT);

        assertThat(budget.spentToday()).isEqualByComparingTo("0");
        assertThat(budget.reserve(LIMIT)).isInstanceOf(Reserved.class);
    }

    @Test
    void aClockThatGoesBackOverMidnightFindsThatDaysMoneyAgain() throws InterruptedException {
        var budget = budget(BigDecimal.ZERO);
        money(budget.reserve(LIMIT)).settle(LIMIT);
        now = Instant.parse("2026-11-28T00:00:01Z");
        money(budget.reserve(BigDecimal.ONE)).settle(BigDecimal.ONE);

        now = Instant.parse("2026-11-27T23:59:59Z");

        assertThat(budget.reserve(BigDecimal.ONE)).isInstanceOf(Exhausted.class);
    }

    @Test
    void whatWasSentAndNeverSettledCountsAtItsWorstCase() throws InterruptedException {
        var budget = budget(BigDecimal.ZERO);
        try (var lost = money(budget.reserve(new BigDecimal("30")))) {
            lost.sent();
        }
        try (var _ = money(budget.reserve(new BigDecimal("20")))) {
            assertThat(budget.committedToday()).isEqualByComparingTo(LIMIT);
        }
        assertThat(budget.spentToday()).isEqualByComparingTo("30");
    }

    @Test
    void withoutAWallEverythingFits() throws InterruptedException {
        var reserved = reserved(DayBudget.none().reserve(new BigDecimal("1000000")));

        assertThat(reserved.covers(Instant.MAX)).isTrue();
        assertThat(DayBudget.none().limit()).isNull();
    }

    /// Five hundred threads of several runs spend at random, lose replies, and the engine is restarted in the middle with
    /// nothing but what a store would have: each sent call at its cost, or at its worst case while that is unknown.
    @Test
    void holdsTheWallAgainstFiveHundredThreadsLostRepliesAndARestart() throws InterruptedException {
        var breach = new AtomicReference<@Nullable BigDecimal>();
        var first = budget(BigDecimal.ZERO);
        everybodySpends(first, 4, breach);
        var afterCrash = first.committedToday();
        var second = budget(afterCrash);
        everybodySpends(second, 40, breach);

        assertThat(breach.get()).isNull();
        assertThat(afterCrash).isPositive().isLessThanOrEqualTo(LIMIT);
        assertThat(second.committedToday()).isEqualByComparingTo(second.spentToday());
        assertThat(second.spentToday()).isLessThanOrEqualTo(LIMIT).isGreaterThan(new BigDecimal("45"));
    }

    private static void everybodySpends(DayBudget budget, int calls, AtomicReference<@Nullable BigDecimal> breach)
            throws InterruptedException {
        List<Thread> threads = IntStream.range(0, 500)
                .mapToObj(n -> Thread.ofVirtual().start(() -> spend(budget, calls, new SplittableRandom(n), breach)))
                .toList();
        for (var thread : threads) {
            thread.join();
        }
    }

    private static void spend(DayBudget budget, int calls, SplittableRandom random,
            AtomicReference<@Nullable BigDecimal> breach) {
        try {
            for (int i = 0; i < calls; i++) {
                var worst = BigDecimal.valueOf(random.nextLong(1, 100), 3);
                if (budget.reserve(worst) instanceof Reserved reserved) {
                    try (var money = Objects.requireNonNull(reserved.money())) {
                        note(budget, breach);
                        spend(money, worst, random);
                    }
                    note(budget, breach);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void spend(Budget.Reservation money, BigDecimal worst, SplittableRandom random) {
        switch (random.nextInt(10)) {
            case 0 -> {
                // halted before it was sent: costs nothing
            }
            case 1 -> money.sent(); // lost: may have cost everything
            default -> {
                money.sent();
                money.settle(worst.movePointLeft(random.nextInt(0, 3)));
            }
        }
    }

    private static void note(DayBudget budget, AtomicReference<@Nullable BigDecimal> breach) {
        var sum = budget.committedToday();
        if (sum.compareTo(LIMIT) > 0) {
            breach.set(sum);
        }
    }

    private DayBudget budget(BigDecimal booked) {
        return DayBudget.of(LIMIT, () -> now, _ -> booked);
    }

    private static Reserved reserved(DayBudget.Decision decision) {
        assertThat(decision).isInstanceOf(Reserved.class);
        return (Reserved) decision;
    }

    private static Budget.Reservation money(DayBudget.Decision decision) {
        return Objects.requireNonNull(reserved(decision).money());
    }
}
