package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.COST;
import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RESERVED;
import static dev.penstock.jdbc.Samples.RUN;
import static dev.penstock.jdbc.Samples.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.Exchange;
import dev.penstock.store.CostRow;
import dev.penstock.store.Ledger;
import dev.penstock.store.PastCalls;
import dev.penstock.store.Usual;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The books over all runs in every store.
abstract class LedgerContract extends StoreContract {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Ledger.Filter ALL = new Ledger.Filter(null, null, null);

    @Test
    void sumsAllRunsByDayTaskEndpointModelAndPurpose() {
        Samples.start(store, RUN, 4);
        Samples.start(store, "second", 1);
        Samples.accept(store, RUN, 0);
        Samples.accept(store, "second", 0);
        Samples.bury(store, RUN, 1);
        long lost = store.journal().intend(Samples.intent(RUN, 2, 1));
        store.journal().received(lost, Samples.broken(Exchange.Broken.Cause.NOT_SENT), NOON);

        assertThat(store.ledger().costs(ALL)).containsExactly(
                row(Purpose.REJECTED, 1, new CostRow.Sums(1, 0, USAGE, COST.setScale(12), 40, false, true)),
                row(Purpose.UNCONFIRMED, 0, new CostRow.Sums(0, 0, Usage.of(1000, 300), RESERVED, 0, false, true)),
                row(Purpose.USEFUL, 2, new CostRow.Sums(2, 2, USAGE.plus(USAGE),
                        COST.add(COST).setScale(12), 80, false, true)));
    }

    @Test
    void agreesWithTheTotalsOfARun() {
        Samples.start(store, RUN, 3);
        Samples.accept(store, RUN, 0);
        Samples.bury(store, RUN, 1);
        store.journal().intend(Samples.intent(RUN, 2, 1));

        var totals = store.runs().totals(RUN);
        var rows = store.ledger().costs(ALL);

        assertThat(rows.stream().map(row -> row.sums().costUsd()).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(totals.spentUsd());
        assertThat(rows.stream().mapToLong(CostRow::calls).sum()).isEqualTo(totals.attempts().sent());
        assertThat(rows.stream().mapToLong(row -> row.sums().boilerplateInput()).sum())
                .isEqualTo(totals.boilerplateInput());
    }

    @Test
    void countsOnlyTheTaskAndTheTimeAskedFor() {
        Samples.start(store, RUN, 1);
        Samples.accept(store, RUN, 0);
        var sentAt = NOON.plusSeconds(1);

        assertThat(store.ledger().costs(new Ledger.Filter("ticket-triage", sentAt, sentAt.plusMillis(1)))).hasSize(1);
        assertThat(store.ledger().costs(new Ledger.Filter("other", null, null))).isEmpty();
        assertThat(store.ledger().costs(new Ledger.Filter(null, sentAt.plusMillis(1), null))).isEmpty();
        assertThat(store.ledger().costs(new Ledger.Filter(null, null, sentAt))).isEmpty();
        assertThat(List.copyOf(store.ledger().costs(ALL))).isNotEmpty();
    }

    @Test
    void knowsWhatCallsAreUsuallyLike() {
        Samples.start(store, RUN, 3);
        Samples.accept(store, RUN, 0);
        Samples.accept(store, RUN, 1);
        Samples.bury(store, RUN, 2);

        var usual = store.ledger().usual(usual("claude-haiku-4-5", NOON));
        assertThat(usual.tokens()).containsExactly(Map.entry(Samples.VERSION, new Usual.Tokens(3, 120)));
        assertThat(usual.calls()).isEqualTo(2);
        assertThat(usual.p50Millis()).isEqualTo(10);
        assertThat(usual.p95Millis()).isEqualTo(10);
        assertThat(store.ledger()
                .usual(new Usual.Of("ticket-triage", "claude", "claude-haiku-4-5", Samples.VERSION, NOON,
                        NOON.plusSeconds(3_600))))
                .isEqualTo(Usual.UNKNOWN);
        assertThat(store.ledger().usual(usual("another", NOON))).isEqualTo(Usual.UNKNOWN);
        assertThat(store.ledger().usual(usual("claude-haiku-4-5", NOON.plusSeconds(2)))).isEqualTo(Usual.UNKNOWN);
    }

    @Test
    void knowsWhatEarlierCallsTookSoThatTheNextCanBeReckoned() {
        Samples.start(store, RUN, 3);
        Samples.accept(store, RUN, 0);
        Samples.bury(store, RUN, 1);
        store.journal().intend(Samples.intent(RUN, 2, 1));

        var past = store.ledger().past(past(null));
        assertThat(past.calls()).as("one is in flight").isEqualTo(2);
        assertThat(past.items()).isEqualTo(2);
        assertThat(past.usage()).isEqualTo(USAGE.plus(USAGE));
        assertThat(past.requestBytes()).isEqualTo(2 * Samples.intent(RUN, 2, 1).requestBytes());
        assertThat(past.outputDeviation()).isZero();
        assertThat(past.meanMillis()).isEqualTo(10);
        assertThat(store.ledger().past(past(Samples.VERSION))).isEqualTo(past);
        assertThat(store.ledger().past(past("sha256:other"))).isEqualTo(PastCalls.NONE);
    }

    private static PastCalls.Of past(@Nullable String promptVersion) {
        return new PastCalls.Of("ticket-triage", "claude", "claude-haiku-4-5", promptVersion);
    }

    private static Usual.Of usual(String model, Instant from) {
        return new Usual.Of("ticket-triage", "claude", model, null, from, from.plusSeconds(3_600));
    }

    private static CostRow row(Purpose purpose, long calls, CostRow.Sums sums) {
        return new CostRow("ticket-triage", "claude", "claude-haiku-4-5", DAY, purpose, calls, sums);
    }
}
