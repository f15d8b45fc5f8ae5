package dev.penstock.engine.alert;

import dev.penstock.engine.alert.Vitals.DayMoney;
import dev.penstock.item.Purpose;
import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.run.RunEnd;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A moment of a run as a test wants it.
record Scene(long accepted, long dead, long pending, String spentUsd, Limiter.State endpoint, Standing standing,
        Duration idle, List<String> takeovers, List<DayMoney> days, @Nullable String samplesFail) {
    static final Instant NOON = Instant.parse("2026-11-23T12:04:10Z");
    static final Limiter.State OPEN = new Limiter.State(3, 8, Duration.ZERO, "open", null);
    static final Subject TASK = new Subject("ticket-triage", null, "claude", null, false);
    static final Subject MODEL = new Subject("ticket-triage", null, "claude", "m", false);

    static Scene working(long accepted, long dead, long pending) {
        return new Scene(accepted, dead, pending, "0", OPEN, new Standing.AtWork(), Duration.ZERO, List.of(),
                List.of(), null);
    }

    static Scene complete(long accepted, long dead) {
        return working(accepted, dead, 0).ending(RunEnd.complete());
    }

    Scene ending(RunEnd end) {
        return standing(new Standing.Ended(end));
    }

    Scene standing(Standing where) {
        return new Scene(accepted, dead, pending, spentUsd, endpoint, where, idle, takeovers, days, samplesFail);
    }

    Scene spent(String usd) {
        return new Scene(accepted, dead, pending, usd, endpoint, standing, idle, takeovers, days, samplesFail);
    }

    Scene oneMoreAccepted() {
        return new Scene(accepted + 1, dead, pending, spentUsd, endpoint, standing, idle, takeovers, days, samplesFail);
    }

    Scene endpoint(String word, Duration pause, @Nullable String reason) {
        return new Scene(accepted, dead, pending, spentUsd, new Limiter.State(0, 8, pause, word, reason), standing,
                idle, takeovers, days, samplesFail);
    }

    Scene idle(Duration time) {
        return new Scene(accepted, dead, pending, spentUsd, endpoint, standing, time, takeovers, days, samplesFail);
    }

    Scene takeovers(String... sentences) {
        return new Scene(accepted, dead, pending, spentUsd, endpoint, standing, idle, List.of(sentences), days,
                samplesFail);
    }

    Scene day(String spent, String limit) {
        return new Scene(accepted, dead, pending, spentUsd, endpoint, standing, idle, takeovers,
                List.of(new DayMoney("claude", new BigDecimal(spent), new BigDecimal(limit))), samplesFail);
    }

    Scene samplesFail(String why) {
        return new Scene(accepted, dead, pending, spentUsd, endpoint, standing, idle, takeovers, days, why);
    }

    /// Of a run with a budget of $10.
    Moment moment() {
        return new Moment(run("r_7F3K"), vitals(), standing, idle);
    }

    Vitals vitals() {
        return new Vitals(progress(), endpoint, List.of(), takeovers, days, samplesFail);
    }

    /// With the items that ended in the last quarter of an hour, if they are said.
    Picture picture(@Nullable Ended lately) {
        return new Picture(NOON, List.of(moment()), List.of(),
                lately == null
                        ? List.of()
                        : List.of(new Picture.Items(TASK, standing instanceof Standing.AtWork, lately)),
                List.of(), Map.of());
    }

    private Progress.Snapshot progress() {
        return new Progress.Snapshot(accepted + dead + pending, accepted, dead, 0, pending, accepted + dead, true,
                Map.of(), Map.of(Purpose.USEFUL, new BigDecimal(spentUsd)), Map.of(), Map.of(),
                dead == 0 ? Map.of() : Map.of("schema-mismatch", dead), Map.of(), new RunTotals.Latency(0, 0, 0));
    }

    static RunRow run(String id) {
        return new RunRow(id, "ticket-triage", "sha256:00", null, "claude", "m", "sync", null, "in.jsonl", "00", null,
                "out", new BigDecimal("10"), false, RunStatus.RUNNING, null, NOON, NOON, 0);
    }
}
