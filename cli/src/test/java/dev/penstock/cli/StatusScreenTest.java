package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.live.EngineState;
import dev.penstock.engine.live.SignsOfLife;
import dev.penstock.limit.Limiter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatusScreenTest {
    private static final Instant NOW = Samples.NOON.plusSeconds(7_300);
    private static final String LOCK = "penstock run, process 4711, since 2026-11-23T12:04:10Z";

    @Test
    void showsTheEngineAtWorkAndWhatWaits() {
        var standing = new Standing(signs(NOW.minusSeconds(1)), List.of(Samples.view()),
                List.of(report("r_A", "halted", null, "claude: 401 authentication_error: invalid x-api-key; its"
                        + " key is refused: put a valid one into ANTHROPIC_API_KEY (endpoints.claude.api-key of"
                        + " penstock.yaml), then resume"),
                        report("r_B", "running", "gone", "its engine is gone (was penstock run, process 4242)"),
                        report("r_C", "halted", null, "budget: $24.99 of $25.00 is spent, the next call could"
                                + " cost $0.02; go on with a larger one: penstock resume r_C --budget USD")),
                3);

        Golden.assertMatches("status-80", render(standing, Palette.PLAIN));
        Golden.assertMatches("status-colour-80", render(standing, new Palette(true)));
        Golden.assertMatches("status-json", List.of(standing.json(NOW).toPrettyString()));
    }

    @Test
    void saysWhyAnEndpointIsHalted() {
        var view = new RunView(Samples.run(), Samples.snapshot(),
                new Limiter.State(0, 180, Duration.ZERO, "halted", "HTTP 401, invalid x-api-key"),
                Samples.view().pace());

        assertThat(render(new Standing(signs(NOW), List.of(view), List.of(), 0), Palette.PLAIN))
                .contains("       halted: HTTP 401, invalid x-api-key");
    }

    @Test
    void saysSoWhenNothingIsAtWork() {
        assertThat(render(Standing.NOTHING, Palette.PLAIN))
                .containsExactly("  No engine is at work here, and no run waits.");
        assertThat(Standing.NOTHING.json(NOW).path("engine").isNull()).isTrue();
    }

    @Test
    void saysHowLongAnEngineSaidNothing() {
        var stopped = new Standing(signs(NOW.minusSeconds(75)), List.of(), List.of(), 0);
        var silent = new Standing(new SignsOfLife(LOCK, null), List.of(), List.of(), 0);

        assertThat(render(stopped, Palette.PLAIN)).containsExactly(
                "  ● penstock run   process 4711   at work for 2h01m   silent for 1m15s   no run");
        assertThat(render(silent, Palette.PLAIN)).containsExactly("  ● " + LOCK);
    }

    private static List<String> render(Standing standing, Palette palette) {
        return new StatusScreen(80, palette).render(standing, NOW);
    }

    private static SignsOfLife signs(Instant at) {
        return new SignsOfLife(LOCK, new EngineState("penstock run", 4711, Samples.NOON, at, List.of()));
    }

    private static JsonNode report(String run, String status, @Nullable String engine, String why) {
        var report = JsonMapper.shared().createObjectNode().put("run", run).put("task", "ticket-triage");
        report.put("status", status).put("why", why).put("startedAt", Samples.NOON.toString());
        if (engine != null) {
            report.put("engine", engine);
        }
        report.putObject("items").put("total", 10_000).put("pending", 2_861);
        return report;
    }
}
