package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.alert.AlertBoard;
import dev.penstock.engine.alert.AlertBoard.RuleLine;
import dev.penstock.store.AlertLog.Delivery;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.AlertRow.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertsScreenTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:04:10Z");
    private static final List<RuleLine> RULES = List.of(
            new RuleLine("dead-letters", "critical", true, "over 5% of 50 or more items that finished in 15 min",
                    List.of()),
            new RuleLine("truncation", "warning", false, "over 5% of 100 or more replies in 15 min", List.of()));

    @Test
    void showsWhatFiresWhatMayAndWhatIsOver() {
        var board = new AlertBoard(List.of(alert("dead-letters", "critical", State.FIRING, null)),
                List.of(alert("errors-retryable", "warning", State.PENDING, null)),
                List.of(alert("truncation", "warning", State.RESOLVED, NOW.minusSeconds(60))), RULES,
                List.of(new Delivery(NOW.minusSeconds(90), "hooks.slack.com", "FIRING dead-letters: triage", null),
                        new Delivery(NOW.minusSeconds(95), "example.com", "FIRING dead-letters: triage",
                                "it answers 500, 3 times")));

        Golden.assertMatches("alerts", AlertsScreen.render(board, NOW, 100, Palette.PLAIN));
        assertThat(AlertsScreen.json(board).at("/firing/0/rule").asString()).isEqualTo("dead-letters");
        assertThat(AlertsScreen.json(board).at("/rules/1/on").asBoolean()).isFalse();
    }

    @Test
    void showsTheRulesWhenAllIsQuiet() {
        var board = new AlertBoard(List.of(), List.of(), List.of(), RULES, List.of());

        Golden.assertMatches("alerts-quiet", AlertsScreen.render(board, NOW, 100, Palette.PLAIN));
    }

    private static AlertRow alert(String rule, String severity, State state, @Nullable Instant resolved) {
        var since = NOW.minus(Duration.ofMinutes(12));
        return new AlertRow("9f2c", rule, severity, new Subject("triage", null, "claude", null, false), state,
                new Times(since, state == State.PENDING ? null : since, NOW, since, resolved), 1,
                new Figure(0.091, 0.05, 412),
                "9.1% of 412 items dead-lettered in 15 min (limit 5%). Top: schema-mismatch 31, refused 2, ungrounded 1",
                "penstock dead-letters list --task triage");
    }
}
