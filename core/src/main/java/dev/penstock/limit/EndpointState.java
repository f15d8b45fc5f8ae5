package dev.penstock.limit;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked;
import dev.penstock.item.Failure.ConnectionFailed;
import dev.penstock.item.Failure.Overloaded;
import dev.penstock.item.Failure.RateLimited;
import dev.penstock.item.Failure.ServerError;
import dev.penstock.item.Failure.TimedOut;
import dev.penstock.provider.Reply;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides when an endpoint may be called. Pure: every method takes the monotonic time in nanoseconds; the caller holds the
/// lock.
///
/// Three things hold calls back: configured limits (token buckets and concurrency, hard caps), a pause after a 429 (one
/// reaction per epoch, then a single probe), and a breaker (half of the last 20 calls failed: pause, single probe, then a
/// slow start from few calls).
final class EndpointState {
    static final int SLOW_START = 16;
    static final int FEWEST = 2;
    static final Duration LONGEST_HINT = Duration.ofHours(24);
    static final Duration HALT_AFTER = Duration.ofMinutes(30);

    private static final double FIRST_OPEN_SECONDS = 2;
    private static final double LONGEST_OPEN_SECONDS = 15;
    private static final double FIRST_OUTPUT_GUESS = 300;

    private final int maxConcurrency;
    private final @Nullable TokenBucket requests;
    private final @Nullable TokenBucket input;
    private final @Nullable TokenBucket output;
    private final RandomGenerator random;
    private final FailureWindow window = new FailureWindow();

    private double allowed;
    private boolean slowStart = true;
    private int inFlight;
    private long lastRefill;
    private long pausedUntil;
    private long cutAt;
    private int epochs;
    private boolean probeNeeded;
    private boolean probing;
    private boolean broken;
    private long brokenSince;
    private double openSeconds = FIRST_OPEN_SECONDS;
    private long lastSuccess;
    private long passed;
    private double meanOutput = FIRST_OUTPUT_GUESS;
    private long downNanos;
    private @Nullable String haltedWhy;

    EndpointState(Limits limits, RandomGenerator random, long now) {
        this.maxConcurrency = limits.maxConcurrency();
        this.requests = bucket(limits.requestsPerMinute());
        this.input = bucket(limits.inputTokensPerMinute());
        this.output = bucket(limits.outputTokensPerMinute());
        this.random = random;
        this.allowed = Math.min(SLOW_START, maxConcurrency);
        this.lastRefill = now;
        this.pausedUntil = now;
        this.cutAt = now;
        this.lastSuccess = now;
    }

    /// A call that was let through.
    ///
    /// @param output output tokens taken from the bucket for it
    record Grant(long at, Estimate estimate, double output, boolean probe) {}

    /// Nanoseconds until the call may be tried again: 0 now, [Long#MAX_VALUE] not before another call ends.
    long waitFor(long now, Estimate estimate) {
        refill(now);
        if (now < pausedUntil) {
            return pausedUntil - now;
        }
        if (inFlight >= (int) allowed || (probeNeeded && probing)) {
            return Long.MAX_VALUE;
        }
        var seconds = Math.max(wait(requests, 1),
                Math.max(wait(input, inputNeed(estimate)), wait(output, expectedOutput(estimate))));
        return (long) Math.ceil(seconds * 1e9);
    }

    /// Takes what the call needs; only after [#waitFor] said 0.
    Grant grant(long now, Estimate estimate) {
        var expected = expectedOutput(estimate);
        take(requests, 1);
        take(input, inputNeed(estimate));
        take(output, expected);
        inFlight++;
        var probe = probeNeeded;
        probing |= probe;
        return new Grant(now, estimate, expected, probe);
    }

    /// The call was not made or has no result.
    void abandon(Grant grant) {
        inFlight--;
        if (grant.probe()) {
            probing = false;
        }
    }

    /// The call ended.
    void settle(long now, Grant grant, Reply reply) {
        refill(now);
        inFlight--;
        if (grant.probe()) {
            probing = false;
        }
        if (reply instanceof Reply.Failed(var failure, _, var usage, _)) {
            refundRejected(grant, usage == null || usage.output() > 0);
            failed(now, grant, failure);
        } else {
            succeeded(now, grant, reply);
        }
    }

    void halt(String why) {
        haltedWhy = why;
    }

    @Nullable
    String haltedWhy() {
        return haltedWhy;
    }

    boolean broken() {
        return broken;
    }

    /// Nanoseconds until the breaker will have been open for so long, at most 0 if it has been; the longest time while it is
    /// closed.
    long nanosUntilBrokenFor(long now, Duration longest) {
        return broken ? longest.toNanos() - (now - brokenSince) : Long.MAX_VALUE;
    }

    boolean sick() {
        return broken || window.mostlyFailing();
    }

    long passed() {
        return passed;
    }

    Duration downtime() {
        return Duration.ofNanos(downNanos);
    }

    Duration pause(long now) {
        return Duration.ofNanos(Math.max(0, pausedUntil - now));
    }

    Limiter.State snapshot(long now) {
        var word = haltedWhy != null
                ? "halted"
                : broken ? "breaker" : now < pausedUntil || probeNeeded ? "pacing" : "open";
        return new Limiter.State(inFlight, (int) allowed, pause(now), word, haltedWhy);
    }

    private void failed(long now, Grant grant, Failure failure) {
        switch (failure) {
            case RateLimited(var after, _) -> rateLimited(now, grant, after);
            case Overloaded(var after, _) -> overloaded(now, grant, after);
            case ServerError _,ConnectionFailed _,TimedOut _ -> countFailure(now, grant, null);
            case AccountBlocked(_, var detail) -> halt(detail);
            // The endpoint did its work; only the reply or the request was at fault.
            case Failure.InvalidRequest _,Failure.ContextTooLong _,Failure.Refused _,Failure.Truncated _,Failure.Unparseable _,Failure.SchemaMismatch _,Failure.Placeholder _,Failure.Ungrounded _,Failure.RuleBroken _,Failure.WrongLanguage _,Failure.Disagreement _,Failure.JudgedWrong _,Failure.BadInput _,Failure.TemplateError _ ->
                healthy(now, grant);
        }
    }

    private void succeeded(long now, Grant grant, Reply reply) {
        var usage = reply.usage();
        if (usage != null) {
            meanOutput += 0.05 * (usage.output() - meanOutput);
            giveBack(output, grant.output() - usage.output());
            giveBack(input, inputNeed(grant.estimate()) - usage.input());
        }
        healthy(now, grant);
    }

    private void healthy(long now, Grant grant) {
        passed++;
        lastSuccess = now;
        window.add(false);
        if (grant.at() >= cutAt) {
            epochs = 0;
        }
        if (grant.probe()) {
            probeNeeded = false;
            if (broken) {
                restartSlowly();
            }
        }
        if (inFlight >= 0.7 * allowed) {
            allowed = Math.min(maxConcurrency, allowed + (slowStart ? 1 : 1 / allowed));
        }
    }

    private void restartSlowly() {
        broken = false;
        window.clear();
        openSeconds = FIRST_OPEN_SECONDS;
        allowed = Math.min(SLOW_START, maxConcurrency);
        slowStart = true;
    }

    /// One reaction per epoch: 429s of calls that were sent before the last cut say nothing new.
    private void rateLimited(long now, Grant grant, @Nullable Duration retryAfter) {
        if (grant.at() < cutAt) {
            return;
        }
        cutAt = now;
        epochs++;
        slowStart = false;
        allowed = Math.max(Math.min(4, maxConcurrency), 0.9 * allowed);
        var hint = usable(retryAfter);
        var seconds = hint != null
                ? hint.toMillis() / 1e3
                : Math.max(0.5, random.nextDouble(0.5, 1) * Math.min(30, Math.pow(2, epochs - 1)));
        if (epochs > 1) {
            seconds = Math.max(seconds, Math.min(30, 0.5 * Math.pow(1.6, epochs - 1)));
        }
        pauseFor(now, seconds + random.nextDouble(0.05));
        probeNeeded = true;
    }

    private void overloaded(long now, Grant grant, @Nullable Duration retryAfter) {
        if (!broken && grant.at() >= cutAt) {
            cutAt = now;
            slowStart = false;
            allowed = Math.max(Math.min(FEWEST, maxConcurrency), 0.6 * allowed);
        }
        countFailure(now, grant, usable(retryAfter));
    }

    private void countFailure(long now, Grant grant, @Nullable Duration hint) {
        window.add(true);
        if (grant.probe() || (!broken && window.tripped())) {
            openSeconds = broken ? Math.min(LONGEST_OPEN_SECONDS, 1.7 * openSeconds) : openSeconds;
            brokenSince = broken ? brokenSince : now;
            broken = true;
            probeNeeded = true;
            var seconds = Math.max(openSeconds * random.nextDouble(1, 1.2), hint == null ? 0 : hint.toMillis() / 1e3);
            pauseFor(now, seconds);
            if (now - lastSuccess >= HALT_AFTER.toNanos()) {
                halt("no call succeeded for " + HALT_AFTER.toMinutes() + " minutes");
            }
        }
    }

    private void pauseFor(long now, double seconds) {
        var until = now + (long) (seconds * 1e9);
        downNanos += Math.max(0, until - Math.max(now, pausedUntil));
        pausedUntil = Math.max(pausedUntil, until);
    }

    /// A hint of more than a day is a broken clock or a broken proxy, not advice.
    private static @Nullable Duration usable(@Nullable Duration retryAfter) {
        return retryAfter == null || retryAfter.isZero() || retryAfter.compareTo(LONGEST_HINT) > 0 ? null : retryAfter;
    }

    private void refundRejected(Grant grant, boolean mayHaveGenerated) {
        if (!mayHaveGenerated) {
            giveBack(input, inputNeed(grant.estimate()));
            giveBack(output, grant.output());
        }
    }

    private static double inputNeed(Estimate estimate) {
        return estimate.inputTokens();
    }

    private double expectedOutput(Estimate estimate) {
        return Math.min((double) estimate.maxOutputTokens(), meanOutput);
    }

    private void refill(long now) {
        var seconds = Math.clamp((now - lastRefill) / 1e9, 0, 60);
        lastRefill = Math.max(lastRefill, now);
        refill(requests, seconds);
        refill(input, seconds);
        refill(output, seconds);
    }

    private static @Nullable TokenBucket bucket(@Nullable Integer perMinute) {
        return perMinute == null ? null : new TokenBucket(perMinute);
    }

    private static void refill(@Nullable TokenBucket bucket, double seconds) {
        if (bucket != null) {
            bucket.refill(seconds);
        }
    }

    private static double wait(@Nullable TokenBucket bucket, double need) {
        return bucket == null ? 0 : bucket.secondsUntil(need);
    }

    private static void take(@Nullable TokenBucket bucket, double need) {
        if (bucket != null) {
            bucket.take(need);
        }
    }

    private static void giveBack(@Nullable TokenBucket bucket, double surplus) {
        if (bucket != null) {
            bucket.giveBack(surplus);
        }
    }
}
