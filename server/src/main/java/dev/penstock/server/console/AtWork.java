package dev.penstock.server.console;

import dev.penstock.engine.BatchWords;
import dev.penstock.engine.Figures;
import dev.penstock.engine.RunHandle;
import dev.penstock.engine.live.EngineState;
import dev.penstock.limit.Limiter;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.provider.batch.Batch;
import dev.penstock.server.api.Serving;
import dev.penstock.store.RunRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A run, or a day of generations, at work.
///
/// @param live what its engine said a second ago
/// @param batches that its provider works on
public record AtWork(RunRow run, EngineState.Run live, RunFigures figures, List<Batch> batches, Instant now) {
    public AtWork {
        batches = List.copyOf(batches);
    }

    static AtWork of(Serving serving, RunRow run, EngineState.Run live, Instant now) {
        var batches = serving.engine().atWork(run.id()).map(RunHandle::batches).orElse(List.of());
        return new AtWork(run, live, RunFigures.of(live.progress()), batches, now);
    }

    /// `2 batches of 20,000, in_progress, 12m old, done within 23h48m`; empty when it waits for none.
    public String waitsFor() {
        return BatchWords.atWork(batches, now);
    }

    /// Share that is finished, or `reading` while it is not known how many there are.
    public String share() {
        return run.takesGenerations() || live.progress().readingEnded() ? figures.done() : "reading";
    }

    /// `4m10s`; `?` when nobody can know.
    public String eta() {
        var eta = live.pace().eta();
        return eta == null ? "?" : Figures.duration(eta);
    }

    public State endpoint() {
        return State.of(live.limiter());
    }

    /// When it calls again.
    public Optional<Instant> pausedUntil() {
        return until(live.limiter(), now);
    }

    static Optional<Instant> until(Limiter.State endpoint, Instant now) {
        return endpoint.pausedFor().isZero() || endpoint.halted()
                ? Optional.empty()
                : Optional.of(now.plus(endpoint.pausedFor()));
    }

    /// `181/200 req/min (learned 180)`.
    public String pace() {
        var traffic = live.limiter().traffic();
        var limit = traffic.quotas()
                .stream()
                .filter(quota -> quota.dimension() == Dimension.REQUESTS)
                .map(quota -> "/" + Figures.count(Math.round(quota.perMinute())))
                .findFirst();
        var learned = traffic.learnedPerMinute();
        return Figures.count(Math.round(live.pace().callsPerMinute())) + limit.orElse("") + " req/min"
                + (learned == null ? "" : " (learned " + Figures.count(Math.round(learned)) + ")");
    }
}
