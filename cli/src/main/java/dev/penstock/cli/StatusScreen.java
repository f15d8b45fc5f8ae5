package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.live.EngineState;
import dev.penstock.limit.Limiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What is at work and what waits, for people.
final class StatusScreen {
    private static final Duration SILENT = Duration.ofSeconds(10);

    private final int width;
    private final Palette palette;

    StatusScreen(int width, Palette palette) {
        this.width = width;
        this.palette = palette;
    }

    List<String> render(Standing standing, Instant now) {
        var lines = new ArrayList<String>();
        lines.add(engine(standing, now));
        for (var view : standing.atWork()) {
            lines.add("");
            lines.addAll(ProgressScreen.render(view, width, palette));
            lines.addAll(endpoint(view.endpoint()));
        }
        standing.waiting().forEach(report -> lines.addAll(waiting(report, now)));
        if (standing.more() > 0) {
            lines.add("");
            lines.add("  " + standing.more() + " more wait: penstock runs");
        }
        return lines;
    }

    private List<String> endpoint(Limiter.State endpoint) {
        var lines = new ArrayList<String>();
        var why = endpoint.why();
        if (why != null) {
            var label = endpoint.word().equals("halted") ? palette.bad("halted:") : palette.warning("paused:");
            lines.addAll(indented(label + " " + TerminalText.oneLine(why), 7));
        }
        var quotas = endpoint.traffic().quotas();
        if (!quotas.isEmpty()) {
            lines.addAll(indented("limits per minute: " + quotas.stream()
                    .map(StatusScreen::quota)
                    .collect(
                            Collectors.joining(" · ")),
                    7));
        }
        var cap = endpoint.traffic().needlessCap();
        if (cap != null) {
            lines.addAll(
                    indented("limits." + cap.label() + "-per-minute holds calls back, and nothing was rejected for 10 "
                            + "minutes: raise it if nobody else needs that quota", 7));
        }
        return lines;
    }

    private static String quota(Limiter.Quota quota) {
        return quota.dimension().label().replace('-', ' ') + " " + Figures.count(Math.round(quota.perMinute()))
                + (quota.configured() == null ? " (learned)" : "");
    }

    private String engine(Standing standing, Instant now) {
        var signs = standing.signs();
        if (!signs.alive()) {
            return "  No engine is at work here" + (standing.waiting().isEmpty() ? ", and no run waits." : ".");
        }
        var state = signs.state();
        return state == null
                ? Columns.cut("  " + palette.good("● ") + TerminalText.oneLine(String.valueOf(signs.engine())), width)
                : Columns.cut("  " + palette.good("● ") + palette.strong(TerminalText.oneLine(state.owner()))
                        + "   process " + state.pid() + "   at work for " + Figures.age(state.since(), now)
                        + silence(state, now) + (standing.atWork().isEmpty() ? "   no run" : ""), width);
    }

    /// An engine that was stopped (Ctrl-Z), or whose disk is full, is alive and says nothing.
    private String silence(EngineState state, Instant now) {
        return Duration.between(state.at(), now).compareTo(SILENT) < 0
                ? ""
                : "   " + palette.warning("silent for " + Figures.age(state.at(), now));
    }

    private List<String> waiting(JsonNode report, Instant now) {
        var status = ReportScreen.status(report);
        var items = report.path("items");
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(Columns.cut("  " + palette.strong(text(report, "run")) + "  " + text(report, "task") + "   "
                + palette.warning(status) + "   " + Figures.count(items.path("pending").asLong(0)) + " of "
                + Figures.count(items.path("total").asLong(0)) + " pending   started "
                + Tables.age(Instant.parse(report.path("startedAt").asString()), now), width));
        if (report.path("why").isString()) {
            lines.addAll(indented(text(report, "why"), 4));
        }
        lines.add("    → " + RunEnding.resume(report));
        return lines;
    }

    private List<String> indented(String text, int columns) {
        return Columns.wrap(text, width - columns).stream().map(line -> " ".repeat(columns) + line).toList();
    }

    private static String text(JsonNode report, String key) {
        return TerminalText.oneLine(report.path(key).asString(""));
    }
}
