package dev.penstock.limit;

import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The blocking shell around [EndpointState]: one lock, one queue per lane, first come first served, so that a large call
/// does not starve; an interactive caller goes before every bulk caller. Under the lock there is arithmetic only.
public final class EndpointLimiter implements Limiter {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> interactive = new ArrayDeque<>();
    private final Deque<Condition> bulk = new ArrayDeque<>();
    private final Limits limits;
    private final EndpointState state;
    private final Ticker ticker;

    public EndpointLimiter(Limits limits, RandomGenerator random, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
        this.state = new EndpointState(limits, random, ticker.nanos());
    }

    @Override
    public Permit acquire(Lane lane, Estimate estimate) throws InterruptedException, HaltedException {
        return permit(lane, estimate, null).orElseThrow();
    }

    @Override
    public Optional<Permit> acquireUnlessBroken(Lane lane, Estimate estimate, Duration longest)
            throws InterruptedException, HaltedException {
        return permit(lane, estimate, longest);
    }

    private Optional<Permit> permit(Lane lane, Estimate estimate, @Nullable Duration longestBroken)
            throws InterruptedException, HaltedException {
        lock.lockInterruptibly();
        var turn = lock.newCondition();
        queue(lane).addLast(turn);
        try {
            return awaitTurn(turn, lane, estimate, longestBroken).map(Held::new);
        } finally {
            queue(lane).remove(turn);
            wakeNext();
            lock.unlock();
        }
    }

    private Optional<Grant> awaitTurn(Condition turn, Lane lane, Estimate estimate, @Nullable Duration longestBroken)
            throws InterruptedException, HaltedException {
        while (true) {
            long wait = Long.MAX_VALUE;
            switch (turn.equals(first()) ? state.admit(ticker.nanos(), lane, estimate) : waiting()) {
                case Admission.Granted(var grant) -> {
                    return Optional.of(grant);
                }
                case Admission.Halted(var why) -> throw new HaltedException(HaltedException.Cause.ENDPOINT, why);
                case Admission.After(var nanos) -> wait = nanos;
                case Admission.OnChange() -> {
                }
            }
            var left = longestBroken == null
                    ? Long.MAX_VALUE
                    : state.nanosUntilBrokenFor(ticker.nanos(), longestBroken);
            if (left <= 0) {
                return Optional.empty();
            }
            ticker.await(lock, turn, Math.min(wait, left));
        }
    }

    /// Those behind the first only leave when the endpoint is halted.
    private Admission waiting() {
        var why = state.haltedWhy();
        return why == null ? new Admission.OnChange() : new Admission.Halted(why);
    }

    @Override
    public void halt(String why) {
        lock.lock();
        try {
            state.halt(why);
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int maxConcurrency() {
        return limits.maxConcurrency();
    }

    @Override
    public RetryBudget retries() {
        return state.retries();
    }

    @Override
    public Duration downtime() {
        lock.lock();
        try {
            return state.downtime(ticker.nanos());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public State state() {
        lock.lock();
        try {
            return state.snapshot(ticker.nanos());
        } finally {
            lock.unlock();
        }
    }

    private Deque<Condition> queue(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> interactive;
            case BULK -> bulk;
        };
    }

    private @Nullable Condition first() {
        return interactive.isEmpty() ? bulk.peekFirst() : interactive.peekFirst();
    }

    private void wakeNext() {
        var next = first();
        if (next != null) {
            next.signal();
        }
    }

    private void wakeAll() {
        interactive.forEach(Condition::signal);
        bulk.forEach(Condition::signal);
    }

    private final class Held implements Permit {
        private final Grant grant;
        private boolean ended;

        Held(Grant grant) {
            this.grant = grant;
        }

        @Override
        public Advice settle(Reply reply, QuotaReading quota) {
            lock.lock();
            try {
                if (ended) {
                    throw new IllegalStateException("this permit was ended before");
                }
                ended = true;
                var now = ticker.nanos();
                var sick = state.settle(now, grant, reply, quota);
                wake();
                var pause = state.pause(now);
                return new Advice(pause.isZero() ? null : pause, sick, state.passed());
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void abandon() {
            lock.lock();
            try {
                if (!ended) {
                    ended = true;
                    state.abandon(ticker.nanos(), grant);
                    wake();
                }
            } finally {
                lock.unlock();
            }
        }

        private void wake() {
            if (state.haltedWhy() != null || state.broken()) {
                wakeAll();
            } else {
                wakeNext();
            }
        }
    }
}
