package dev.penstock.limit;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked;
import dev.penstock.item.Failure.ConnectionFailed;
import dev.penstock.item.Failure.Overloaded;
import dev.penstock.item.Failure.RateLimited;
import dev.penstock.item.Failure.ServerError;
import dev.penstock.item.Failure.TimedOut;
import dev.penstock.item.Usage;
import dev.penstock.limit.Grant.Probe;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import dev.penstock.provider.RetryAfter;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides when an endpoint may be called. Pure: every method takes the monotonic time in nanoseconds, chance comes in; the
/// caller holds the lock.
///
/// Five things hold calls back, each with a class of its own: the quotas ([Buckets]), what was learned from rejections
/// ([LearnedPace]), how many may be in flight ([Concurrency]), the pause and probe after a rejection ([PushBack]), and the
/// breaker ([Breaker]).
final class EndpointState {
    private static final double LONGEST_STEP_SECONDS = 60;
    private static final double NOT_A_WAIT_SECONDS = 1e-6;
    private static final double REJECTED_WITHIN_SECONDS = 1;
    private static final double FIRST_LATENCY_SECONDS = 5;
    private static final double INTERACTIVE_HEADROOM = 1.1;

    private final Limits limits;
    private final RandomGenerator random;
    private final Buckets buckets;
    private final OutputMeans outputs = new OutputMeans();
    private final LearnedPace pace = new LearnedPace();
    private final RecentPasses passes;
    private final Concurrency concurrency;
    private final PushBack pushBack;
    private final Breaker breaker = new Breaker();
    private final Strays strays = new Strays();
    private final Timeouts timeouts = new Timeouts();
    private final Outage outage = new Outage();
    private final RetryBudget retries = new RetryBudget();
    private final Pause pause;
    private final TrafficCounts counts;

    private long now;
    private long concurrencyCutAt;
    private long downNanos;
    private int bulkInFlight;
    private int interactiveInFlight;
    private boolean interactiveSeen;
    private double meanLatencySeconds = FIRST_LATENCY_SECONDS;
    private @Nullable String haltedWhy;

    EndpointState(Limits limits, RandomGenerator random, long now) {
        this.limits = limits;
        this.random = random;
        this.buckets = new Buckets(limits);
        this.passes = new RecentPasses(now);
        this.concurrency = new Concurrency(limits.maxConcurrency());
        this.pushBack = new PushBack(now);
        this.pause = new Pause(now);
        this.counts = new TrafficCounts(now);
        this.now = now;
        this.concurrencyCutAt = now;
    }

    /// Lets a call through, or says what it has to wait for. The caller asks for one at a time in each lane, and for no bulk
    /// call while an interactive one waits.
    Admission admit(long at, Lane lane, Estimate estimate) {
        advance(at);
        interactiveSeen |= lane == Lane.INTERACTIVE;
        if (haltedWhy != null) {
            return new Admission.Halted(haltedWhy);
        }
        if (pause.left(now) > 0) {
            return new Admission.After(pause.left(now));
        }
        if (crowded(lane)) {
            return new Admission.OnChange();
        }
        var probing = breaker.isOpen() ? breaker.probingFor(now) : pushBack.probingFor(now);
        if (probing > 0) {
            return new Admission.After(probing);
        }
        var need = new Need(estimate.inputTokens(), reservedOutput(estimate));
        var seconds = secondsUntil(lane, need);
        if (seconds > NOT_A_WAIT_SECONDS) {
            counts.heldBack(now, seconds, buckets.cap(need, leavesSome(lane)));
            return new Admission.After((long) Math.ceil(seconds * 1e9));
        }
        return new Admission.Granted(grant(lane, estimate, need));
    }

    /// The call was not made or has no result.
    void abandon(long at, Grant grant) {
        advance(at);
        release(grant);
        pushBack.ended(grant);
        breaker.ended(grant);
    }

    /// The call ended.
    ///
    /// @param quota what its headers said
    /// @return whether the endpoint fails for everyone right now, so that a failure must not count against the item
    boolean settle(long at, Grant grant, Reply reply, QuotaReading quota) {
        advance(at);
        release(grant);
        var wasYoung = breaker.ended(grant);
        switch (reply) {
            case Reply.Failed(var failure, _, var usage, _) -> failed(grant, wasYoung, failure, usage, quota);
            case Reply.Completed completed -> passed(grant, wasYoung, completed.usage(), quota);
        }
        return breaker.sick(grant);
    }

    void halt(String why) {
        haltedWhy = why;
    }

    @Nullable
    String haltedWhy() {
        return haltedWhy;
    }

    boolean broken() {
        return breaker.isOpen();
    }

    /// Nanoseconds until the breaker will have been open for so long, at most 0 if it has been; the longest time while it is
    /// closed.
    long nanosUntilBrokenFor(long at, Duration longest) {
        advance(at);
        return breaker.isOpen() ? longest.toNanos() - (now - breaker.openSince()) : Long.MAX_VALUE;
    }

    RetryBudget retries() {
        return retries;
    }

    long passed() {
        return counts.passedSoFar();
    }

    Duration downtime(long at) {
        advance(at);
        return Duration.ofNanos(downNanos);
    }

    Duration pause(long at) {
        advance(at);
        return Duration.ofNanos(pause.left(now));
    }

    Limiter.State snapshot(long at) {
        var pausedFor = pause(at);
        return new Limiter.State(inFlight(), concurrency.allowed(), pausedFor, word(),
                haltedWhy == null ? pause.why(now) : haltedWhy, retries.parked(),
                counts.snapshot(now, buckets.known(), pace.perSecond()));
    }

    int inFlight() {
        return bulkInFlight + interactiveInFlight;
    }

    Buckets buckets() {
        return buckets;
    }

    Breaker breaker() {
        return breaker;
    }

    PushBack pushBack() {
        return pushBack;
    }

    private String word() {
        if (haltedWhy != null) {
            return "halted";
        }
        if (breaker.isOpen()) {
            return "breaker";
        }
        return pause.left(now) > 0 || pushBack.probeNeeded() || pace.perSecond() > 0 ? "pacing" : "open";
    }

    /// Time that runs backwards stands still; time that leaps fills no bucket beyond its depth, a minute's worth.
    private void advance(long at) {
        var before = now;
        now = Math.max(now, at);
        if (haltedWhy != null || breaker.isOpen()) {
            downNanos += now - before;
        } else {
            downNanos += Math.max(0, Math.min(now, pause.until()) - before);
        }
        var seconds = (now - before) / 1e9;
        buckets.refill(seconds);
        pace.advance(Math.min(LONGEST_STEP_SECONDS, seconds));
        pushBack.advance(now);
        breaker.advance(now);
    }

    private boolean crowded(Lane lane) {
        return switch (lane) {
            case BULK -> bulkInFlight >= Math.max(1, concurrency.allowed()) || inFlight() >= limits.maxConcurrency();
            case INTERACTIVE -> inFlight() >= limits.maxConcurrency()
                    * (limits.concurrency() == null ? INTERACTIVE_HEADROOM : 1);
        };
    }

    private double reservedOutput(Estimate estimate) {
        return switch (limits.outputAccounting()) {
            case USED -> outputs.expected(estimate);
            case RESERVE -> estimate.maxOutputTokens();
        };
    }

    private double secondsUntil(Lane lane, Need need) {
        var quotas = buckets.secondsUntil(need, leavesSome(lane));
        return lane == Lane.BULK ? Math.max(quotas, pace.secondsUntilNext()) : quotas;
    }

    private boolean leavesSome(Lane lane) {
        return lane == Lane.BULK && interactiveSeen;
    }

    private Grant grant(Lane lane, Estimate estimate, Need need) {
        var probe = breaker.isOpen() ? Probe.BREAKER : pushBack.probeNeeded() ? Probe.QUOTA : Probe.NONE;
        var grant = new Grant(lane, estimate, need, now, probe);
        buckets.take(need);
        pace.take();
        count(lane, 1);
        breaker.sent(grant);
        pushBack.sent(grant);
        return grant;
    }

    private void release(Grant grant) {
        count(grant.lane(), -1);
        buckets.release(grant.need());
    }

    private void count(Lane lane, int calls) {
        switch (lane) {
            case BULK -> bulkInFlight += calls;
            case INTERACTIVE -> interactiveInFlight += calls;
        }
    }

    private void passed(Grant grant, boolean wasYoung, @Nullable Usage usage, QuotaReading quota) {
        if (usage != null) {
            buckets.settle(grant.need(), usage);
            outputs.learn(grant.estimate(), usage.output());
        }
        buckets.observe(quota, true, meanLatencySeconds);
        meanLatencySeconds += 0.02 * ((now - grant.at()) / 1e9 - meanLatencySeconds);
        answered(grant, wasYoung);
        concurrency.passed(bulkInFlight);
    }

    private void answered(Grant grant, boolean wasYoung) {
        counts.passed();
        outage.passed();
        strays.passed();
        retries.earn();
        passes.add(now);
        timeouts.passed();
        pushBack.ended(grant);
        pushBack.passed(grant);
        if (breaker.passed(grant, wasYoung)) {
            concurrency.restart();
            concurrencyCutAt = now;
        }
    }

    private void failed(Grant grant, boolean wasYoung, Failure failure, @Nullable Usage usage, QuotaReading quota) {
        switch (failure) {
            case RateLimited(var after, _) -> rateLimited(grant, after, quota);
            case Overloaded(var after, _) -> overloaded(grant, after, quota);
            case ServerError _,ConnectionFailed _ -> broken(grant, quota);
            case TimedOut _ -> timedOut(grant);
            case AccountBlocked(_, var detail) -> halt(detail);
            // The endpoint did its work; only the reply or the request was at fault.
            case Failure.Refused _,Failure.Truncated _,Failure.Unparseable _,Failure.SchemaMismatch _,Failure.Placeholder _,Failure.Ungrounded _,Failure.RuleBroken _,Failure.WrongLanguage _,Failure.Disagreement _,Failure.JudgedWrong _ ->
                passed(grant, wasYoung, usage, quota);
            case Failure.InvalidRequest _,Failure.ContextTooLong _,Failure.BadInput _,Failure.TemplateError _ -> {
                buckets.refund(grant.need());
                buckets.observe(quota, false, meanLatencySeconds);
                answered(grant, wasYoung);
            }
        }
    }

    private void rateLimited(Grant grant, @Nullable Duration hint, QuotaReading quota) {
        var stray = buckets.clears(quota) && strays.another();
        buckets.refund(grant.need());
        buckets.observe(quota, false, meanLatencySeconds);
        counts.rejected(now);
        if (!pushBack.isNews(grant)) {
            return;
        }
        outage.failed(now);
        var asked = RetryAfter.believed(hint);
        var why = asked == null ? "429" : "429, asked to wait " + asked.toMillis() / 1e3 + " s";
        if (stray) {
            pushBack.ended(grant);
            pause.extend(now, asked == null ? 0 : asked.toNanos() / 1e9, why);
        } else {
            slowDown(quota);
            pause.extend(now, pushBack.rejected(now, grant, hint, random), why);
        }
        if (asked != null) {
            outage.excused(asked);
        }
        haltIfTooLong();
    }

    /// Too many calls were made.
    private void slowDown(QuotaReading quota) {
        pace.rejected(passes.perSecond(now));
        if (quota.levels().isEmpty()) {
            buckets.foundEmpty();
        }
        concurrency.rateLimited();
    }

    private void overloaded(Grant grant, @Nullable Duration hint, QuotaReading quota) {
        buckets.refund(grant.need());
        buckets.observe(quota, false, meanLatencySeconds);
        pushBack.ended(grant);
        if (breaker.failed(now, grant)) {
            openFor(RetryAfter.believed(hint));
        } else if (!breaker.isOpen() && grant.at() >= concurrencyCutAt) {
            concurrencyCutAt = now;
            concurrency.overloaded();
        }
        unanswered();
    }

    private void broken(Grant grant, QuotaReading quota) {
        if (now - grant.at() < REJECTED_WITHIN_SECONDS * 1e9) {
            buckets.refund(grant.need());
        }
        buckets.observe(quota, false, meanLatencySeconds);
        pushBack.ended(grant);
        if (breaker.failed(now, grant)) {
            openFor(null);
        }
        unanswered();
    }

    private void timedOut(Grant grant) {
        pushBack.ended(grant);
        timeouts.timedOut();
        if (timeouts.many() && grant.at() >= concurrencyCutAt) {
            concurrencyCutAt = now;
            concurrency.timedOut();
            timeouts.clear();
        }
        if (breaker.timedOut(now, grant)) {
            openFor(null);
        }
        unanswered();
    }

    private void unanswered() {
        counts.failed();
        outage.failed(now);
        haltIfTooLong();
    }

    private void openFor(@Nullable Duration hint) {
        var seconds = breaker.openSeconds() * random.nextDouble(1, 1.2);
        pause.extend(now, Math.max(seconds, hint == null ? 0 : hint.toNanos() / 1e9), "most calls fail");
    }

    private void haltIfTooLong() {
        if (haltedWhy == null && outage.tooLong(now)) {
            halt("no call succeeded for " + Outage.HALT_AFTER.toMinutes() + " minutes");
        }
    }
}
