package dev.penstock.limit;

import dev.penstock.provider.Exchange;
import dev.penstock.provider.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The blocking shell around [EndpointState]: one lock, one queue per lane, first come first served; an interactive caller
/// goes before every bulk caller.
public final class EndpointLimiter implements Limiter {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> interactive = new ArrayDeque<>();
    private final Deque<Condition> bulk = new ArrayDeque<>();
    private final Limits limits;
    private final EndpointState state;
    private final LongSupplier nanoTime;

    /// @param nanoTime monotonic, such as `System::nanoTime`
    public EndpointLimiter(Limits limits, RandomGenerator random, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.state = new EndpointState(limits, random, nanoTime.getAsLong());
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
            return awaitTurn(turn, estimate, longestBroken)
                    ? Optional.of(new Held(state.grant(nanoTime.getAsLong(), estimate)))
                    : Optional.empty();
        } finally {
            queue(lane).remove(turn);
            wakeNext();
            lock.unlock();
        }
    }

    private boolean awaitTurn(Condition turn, Estimate estimate, @Nullable Duration longestBroken)
            throws InterruptedException, HaltedException {
        while (true) {
            var why = state.haltedWhy();
            if (why != null) {
                throw new HaltedException(why);
            }
            var wait = turn.equals(first()) ? state.waitFor(nanoTime.getAsLong(), estimate) : Long.MAX_VALUE;
            if (wait == 0) {
                return true;
            }
            var left = longestBroken == null
                    ? Long.MAX_VALUE
                    : state.nanosUntilBrokenFor(nanoTime.getAsLong(), longestBroken);
            if (left <= 0) {
                return false;
            }
            turn.await(Math.min(wait, left), TimeUnit.NANOSECONDS);
        }
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
    public Duration downtime() {
        lock.lock();
        try {
            return state.downtime();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public State state() {
        lock.lock();
        try {
            return state.snapshot(nanoTime.getAsLong());
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
        private final EndpointState.Grant grant;
        private boolean ended;

        Held(EndpointState.Grant grant) {
            this.grant = grant;
        }

        @Override
        public Advice settle(Exchange exchange, Reply reply) {
            lock.lock();
            try {
                if (ended) {
                    throw new IllegalStateException("this permit was ended before");
                }
                ended = true;
                var now = nanoTime.getAsLong();
                state.settle(now, grant, reply);
                wake();
                var pause = state.pause(now);
                return new Advice(pause.isZero() ? null : pause, state.sick(), state.passed());
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
                    state.abandon(grant);
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
