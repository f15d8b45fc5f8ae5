package dev.penstock.cli;

import dev.penstock.engine.live.Pace;
import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A run at work elsewhere, as far as screens show it.
final class RemoteRun {
    private RemoteRun() {}

    /// @param report what its server says about it
    static RunRow row(JsonNode report) {
        var started = Instant.parse(report.path("startedAt").asString("1970-01-01T00:00:00Z"));
        return new RunRow(text(report, "run"), text(report, "task"), text(report, "promptVersion"),
                textOrNull(report, "gitCommit"), text(report, "endpoint"), text(report, "model"), text(report, "mode"),
                null, "-", "", null, "", budget(report), report.path("simulated").asBoolean(false), RunStatus.RUNNING,
                null, started, started, 0);
    }

    /// Nothing is known yet.
    static RunView atTheStart(RunRow row) {
        var nothing = new Progress.Snapshot(0, 0, 0, 0, 0, 0, false, Map.of(), Map.of(), new TreeMap<>(),
                new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new RunTotals.Latency(0, 0, 0));
        return new RunView(row, nothing, new Limiter.State(0, 0, Duration.ZERO, "open", null),
                new Pace.Reading(0, Duration.ZERO, null));
    }

    private static String text(JsonNode report, String name) {
        return report.path(name).asString("");
    }

    private static @Nullable String textOrNull(JsonNode report, String name) {
        return report.path(name).isString() ? report.path(name).stringValue() : null;
    }

    private static @Nullable BigDecimal budget(JsonNode report) {
        var budget = report.path("cost").path("budgetUsd");
        return budget.isString() ? new BigDecimal(budget.stringValue()) : null;
    }
}
