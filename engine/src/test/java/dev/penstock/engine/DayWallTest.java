package dev.penstock.engine;

import static dev.penstock.engine.ScriptedProvider.lost;
import static dev.penstock.engine.ScriptedProvider.received;
import static dev.penstock.engine.ScriptedRuns.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ledger.DayBudget;
import dev.penstock.run.RunEnd;
import dev.penstock.run.RunLoop;
import dev.penstock.store.Ledger;
import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The wall around an endpoint's day, against runs that share it and engines that come after each other.
class DayWallTest {
    private static final String HAIKU = "claude-haiku-4-5";
    private static final BigDecimal LIMIT = new BigDecimal("0.05");

    @TempDir
    Path folder;

    private ScriptedRuns runs;

    @BeforeEach
    void open() {
        runs = new ScriptedRuns(folder, "endpoint: claude\nmodel: claude-haiku-4-5");
    }

    @AfterEach
    void close() {
        runs.close();
    }

    /// As the engine does: what the store has of the day.
    private DayBudget day() {
        return DayBudget.of(LIMIT, Clock.systemUTC(), this::booked);
    }

    private BigDecimal booked(LocalDate day) {
        var begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return runs.store.ledger()
                .costs(new Ledger.Filter(null, begin, begin.plus(Duration.ofDays(1))))
                .stream()
                .map(row -> row.sums().costUsd())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static CompletableFuture<RunEnd> running(RunLoop loop) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return loop.run(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void runsThatShareAnEndpointNeverPassItsWallTogetherAlsoWithLostRepliesAndALaterEngine() throws Exception {
        var calls = new AtomicInteger();
        var provider = new ScriptedProvider((_, _) -> calls.incrementAndGet() % 23 == 0 ? lost() : received(200, GOOD));
        runs.day("claude", day()).endpoint("claude", HAIKU, provider);
        runs.create("r_A", 2000);
        runs.create("r_B", 2000);

        var first = running(runs.loop("r_A"));
        var second = running(runs.loop("r_B"));

        assertThat(first.get().status()).isEqualTo(RunStatus.HALTED);
        assertThat(second.get().status()).isEqualTo(RunStatus.HALTED);
        assertThat(first.get().why()).startsWith("claude: $0.04")
                .contains(" of today's budget of $0.05 (UTC day) is spent",
                        "it begins afresh at 00:00 UTC, in ", "raise endpoints.claude.budget.day-usd in penstock.yaml");
        var today = LocalDate.now(ZoneOffset.UTC);
        assertThat(booked(today)).isLessThanOrEqualTo(LIMIT).isGreaterThan(new BigDecimal("0.045"));
        assertThat(runs.totals("r_A").attempts().unconfirmed() + runs.totals("r_B").attempts().unconfirmed())
                .isPositive();
        assertThat(runs.store.runs().contradictions("r_A")).isEmpty();

        var sent = provider.requests.size();
        runs.mended().day("claude", day()).endpoint("claude", HAIKU, provider);
        assertThat(runs.resume("r_A").status()).isEqualTo(RunStatus.HALTED);
        assertThat(provider.requests).hasSize(sent);
    }

    @Test
    void aFallbackTakesOverWhenTheDaysMoneyIsUsedUp() throws Exception {
        runs.task("endpoint: claude\nmodel: claude-haiku-4-5\nfallback: [ { endpoint: gpt, model: gpt-5-mini } ]");
        var claude = new ScriptedProvider((_, _) -> received(200, GOOD));
        var gpt = new ScriptedProvider((_, _) -> received(200, GOOD));
        runs.day("claude", DayBudget.of(new BigDecimal("0.003"), Clock.systemUTC(), _ -> BigDecimal.ZERO))
                .endpoint("claude", HAIKU, claude)
                .endpoint("gpt", "gpt-5-mini", gpt);

        var end = runs.run("r_A", 300);

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(claude.requests).isNotEmpty();
        assertThat(gpt.requests).hasSize(300 - claude.requests.size());
    }

    @Test
    void aCallThatWasCutOffCountsAtItsWorstCase() throws Exception {
        var budget = day();
        var provider = new ScriptedProvider((_, _) -> {
            throw new InterruptedException("cut off");
        });
        runs.day("claude", budget).endpoint("claude", HAIKU, provider);

        runs.run("r_A", 1);

        assertThat(budget.spentToday()).isPositive().isEqualByComparingTo(booked(LocalDate.now(ZoneOffset.UTC)));
    }
}
