package dev.penstock.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.penstock.engine.Penstock;
import dev.penstock.simulator.AnswerKey;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

// tag::test[]
/// A unit test of code that calls a model, without a key and without a network: the simulator is a provider inside the
/// process, over real HTTP, that answers what the test says and misbehaves when the test asks for it.
class TestingYourCodeTest {
    private static final AnswerKey ANSWERS = AnswerKey.of(
            List.of(Map.of("id", "1", "ticket", "Nobody can pay since noon!"),
                    Map.of("id", "2", "ticket", "Are you open on Sundays?")),
            List.of(Map.of("id", "1", "priority", "p1", "category", "payment", "summary", "Payments are down."),
                    Map.of("id", "2", "priority", "p4", "category", "other", "summary", "Asks for opening hours.")));

    @Test
    void onlyUrgentTicketsWakeSomebody() throws InterruptedException {
        try (var provider = Simulator.start(Scenario.clean().withGold(ANSWERS), 0);
                var penstock = penstock(provider)) {
            var desk = new TicketDesk(penstock);

            assertTrue(desk.wakesSomebody("t-1", "Nobody can pay since noon!"));
            assertFalse(desk.wakesSomebody("t-2", "Are you open on Sundays?"));
            assertFalse(desk.wakesSomebody("t-2", "Are you open on Sundays?"));
            assertEquals(2, provider.books().totals().calls());
        }
    }

    @Test
    void aTicketThatNoModelCouldJudgeWakesSomebody() throws InterruptedException {
        var refusing = Scenario.clean().and(Fault.ofItems(FaultKind.REFUSAL, 1));
        try (var provider = Simulator.start(refusing, 0); var penstock = penstock(provider)) {
            assertTrue(new TicketDesk(penstock).wakesSomebody("t-1", "Nobody can pay since noon!"));
        }
    }

    /// As in production, but for the address and the store.
    private static Penstock penstock(Simulator provider) {
        return Penstock.builder()
                .endpoint("claude", claude -> claude.anthropic("any-key").baseUrl(provider.baseUri()))
                .task("triage", task -> task.model("claude-haiku-4-5")
                        .maxOutputTokens(300)
                        .user("<ticket>\n{{ ticket }}\n</ticket>")
                        .schema(Triage.class))
                .temporaryStore()
                .build();
    }
}
// end::test[]
