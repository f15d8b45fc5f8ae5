package dev.penstock.engine.live;

import dev.penstock.item.Usage;
import dev.penstock.limit.Limiter;
import dev.penstock.limit.Limits;
import dev.penstock.run.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How fast a run goes: averages over about a minute, corrected for the start, when there is no minute yet. Not safe for
/// use by many threads. The time that is left is never said to be less than the endpoint's configured limits allow: at the
/// start of a run their buckets are full, and it goes faster than it can go on.
public final class Pace {
    private static final double WINDOW_SECONDS = 60;
    private static final Duration TOO_EARLY = Duration.ofSeconds(30);
    private static final double EARLY_SHARE = 0.02;

    private final Instant start;
    private final Limits limits;
    private final long finishedAtStart;
    private Instant last;
    private long lastFinished;
    private long lastAttempts;
    private double finishedPerSecond;
    private double callsPerSecond;
    private double weight;

    public Pace(Instant start, Progress.Snapshot first, Limits limits) {
        this.start = start;
        this.limits = limits;
        this.last = start;
        this.finishedAtStart = first.finished();
        this.lastFinished = first.finished();
        this.lastAttempts = first.attempts();
    }

    /// A reading.
    ///
    /// @param callsPerMinute calls started
    /// @param elapsed since this process began to work on the run
    /// @param eta null while nobody can know
    public record Reading(double callsPerMinute, Duration elapsed, @Nullable Duration eta) {}

    public Duration elapsed(Instant now) {
        return Duration.between(start, now);
    }

    public Reading observe(Instant now, Progress.Snapshot snapshot, Limiter.State endpoint) {
        double seconds = Duration.between(last, now).toMillis() / 1e3;
        if (seconds > 0) {
            double share = 1 - Math.exp(-seconds / WINDOW_SECONDS);
            finishedPerSecond += share * ((snapshot.finished() - lastFinished) / seconds - finishedPerSecond);
            callsPerSecond += share * ((snapshot.attempts() - lastAttempts) / seconds - callsPerSecond);
            weight += share * (1 - weight);
            last = now;
            lastFinished = snapshot.finished();
            lastAttempts = snapshot.attempts();
        }
        var elapsed = elapsed(now);
        return new Reading(corrected(callsPerSecond) * 60, elapsed, eta(snapshot, endpoint, elapsed));
    }

    private @Nullable Duration eta(Progress.Snapshot snapshot, Limiter.State endpoint, Duration elapsed) {
        boolean early = elapsed.compareTo(TOO_EARLY) < 0
                && snapshot.finished() - finishedAtStart < EARLY_SHARE * snapshot.total();
        double rate = corrected(finishedPerSecond);
        if (early || !snapshot.readingEnded() || rate <= 0 || endpoint.word().equals("halted")) {
            return null;
        }
        return Duration.ofSeconds((long) Math.min(1e9,
                Math.ceil(Math.max(snapshot.pending() / rate, secondsAtTheLimits(snapshot)))));
    }

    private double secondsAtTheLimits(Progress.Snapshot snapshot) {
        var used = snapshot.usage().values().stream().reduce(Usage.NONE, Usage::plus);
        double share = snapshot.pending() / (double) Math.max(1, snapshot.finished());
        return Math.max(seconds(share * Math.max(snapshot.finished(), snapshot.attempts()), limits.requestsPerMinute()),
                Math.max(seconds(share * used.input(), limits.inputTokensPerMinute()),
                        seconds(share * used.output(), limits.outputTokensPerMinute())));
    }

    private static double seconds(double amount, @Nullable Integer perMinute) {
        return perMinute == null ? 0 : amount / perMinute * 60;
    }

    private double corrected(double average) {
        return weight == 0 ? 0 : average / weight;
    }
}
