package dev.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.AnswerKey;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class NaiveLoopTest {
    private static final NightPrices PRICES = NightPrices.on(LocalDate.of(2026, 11, 24));

    @Test
    void keepsEveryBadReplyOfTheNightAndCallsItSuccess() throws InterruptedException {
        var truth = night(500, Scenario.badNight(500));

        assertThat(truth.badItems()).isEqualTo(Math.round(847 * 500 / 10_000.0));
        assertThat(truth.unexplained()).isZero();
        assertThat(truth.bad().keySet()).allMatch(kind -> kind.family() == FaultKind.Family.CONTENT);
    }

    @Test
    void losesTheItemsThatCanNeverSucceedAfterSendingThemAgainAndAgain() throws InterruptedException {
        var truth = night(500, Scenario.badNight(500));

        assertThat(truth.lost()).isEqualTo(truth.hopeless()).isEqualTo(2);
        assertThat(truth.hopelessCalls()).isEqualTo(10);
    }

    @Test
    void paysForTheRepliesThatNobodyCanUse() throws InterruptedException {
        var truth = night(500, Scenario.badNight(500));

        assertThat(truth.wastedUsd()).isGreaterThan(BigDecimal.ZERO).isLessThan(truth.paidUsd());
    }

    @Test
    void doesNothingWrongWhileNothingGoesWrong() throws InterruptedException {
        var truth = night(50, Scenario.clean());

        assertThat(truth.badItems() + truth.unexplained() + truth.lost()).isZero();
        assertThat(truth.wastedUsd()).isZero();
    }

    /// Without quota, overload and noise on the wire, so that only what is wrong with the items decides.
    private static Truth night(int items, Scenario scenario) throws InterruptedException {
        var tickets = TicketWriter.write(items, 847);
        var quiet = scenario.withQuota(null)
                .withEpisodes(List.of())
                .withFaults(scenario.faults()
                        .stream()
                        .filter(fault -> fault.kind().family() != FaultKind.Family.TRANSPORT)
                        .toList())
                .withGold(AnswerKey.of(tickets.stream().map(Ticket::input).toList(),
                        tickets.stream().map(Ticket::gold).toList()));
        try (var simulator = Simulator.start(quiet, 0)) {
            var result = new NaiveLoop(simulator.baseUri(), 16, Duration.ZERO).run(tickets);
            return Truth.of(tickets, result, simulator.books(), PRICES);
        }
    }
}
