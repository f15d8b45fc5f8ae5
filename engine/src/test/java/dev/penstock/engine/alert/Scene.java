package dev.penstock.engine.alert;

import dev.penstock.item.Purpose;
import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run as a test wants it, moment by moment.
record Scene(long accepted, long dead, long pending, String spentUsd, Limiter.State endpoint, RunStatus status,
        @Nullable String why) {
    static final Instant NOON = Instant.parse("2026-11-23T12:04:10Z");
    static final Limiter.State OPEN = new Limiter.State(3, 8, Duration.ZERO, "open", null);

    static Scene working(long accepted, long dead, long pending) {
        return new Scene(accepted, dead, pending, "0", OPEN, RunStatus.RUNNING, null);
    }

    static Scene complete(long accepted, long dead) {
        return working(accepted, dead, 0).ending(RunStatus.COMPLETE, null);
    }

    Scene ending(RunStatus end, @Nullable String reason) {
        return new Scene(accepted, dead, pending, spentUsd, endpoint, end, reason);
    }

    Scene spent(String usd) {
        return new Scene(accepted, dead, pending, usd, endpoint, status, why);
    }

    Scene endpoint(String word, Duration pause, @Nullable String reason) {
        return new Scene(accepted, dead, pending, spentUsd, new Limiter.State(0, 8, pause, word, reason), status, why);
    }

    /// Of a run with a budget of $10.
    Moment at(Instant time) {
        return new Moment(time, run("r_7F3K"), progress(), endpoint, status, why);
    }

    Progress.Snapshot progress() {
        return new Progress.Snapshot(accepted + dead + pending, accepted, dead, 0, pending, accepted + dead, true,
                Map.of(), Map.of(Purpose.USEFUL, new BigDecimal(spentUsd)), Map.of(), Map.of(),
                dead == 0 ? Map.of() : Map.of("schema-mismatch", dead), Map.of(), new RunTotals.Latency(0, 0, 0));
    }

    static RunRow run(String id) {
        return new RunRow(id, "ticket-triage", "sha256:00", null, "claude", "m", "sync", null, "in.jsonl", "00", null,
                "out", new BigDecimal("10"), false, RunStatus.RUNNING, null, NOON, NOON, 0);
    }

    /// What is seen when a run that stood at this moment is looked at again after a while.
    History then(Duration later, Scene next) {
        var history = new History(at(NOON));
        history.add(next.at(NOON.plus(later)));
        return history;
    }
}
