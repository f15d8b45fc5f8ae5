package dev.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked.Cause;
import dev.penstock.item.Usage;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndpointLimiterTest {
    private static final Estimate CALL = new Estimate("task", 100, 300, false);

    private final FakeTicker ticker = new FakeTicker();

    @Test
    void losesNoSignalAmong512Workers() throws Exception {
        var limiter = limiter(new Limits(6_000, null, null, 64));
        var most = new AtomicInteger();
        var calls = new AtomicInteger();
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new CountDownLatch(512);
            var results = new ArrayList<Future<?>>();
            for (int i = 0; i < 512; i++) {
                var lane = i % 8 == 0 ? Lane.INTERACTIVE : Lane.BULK;
                results.add(workers.submit(() -> {
                    for (int call = 0; call < 20; call++) {
                        var permit = limiter.acquire(lane, CALL);
                        most.accumulateAndGet(limiter.state().inFlight(), Math::max);
                        calls.incrementAndGet();
                        permit.settle(ok(), QuotaReading.NONE);
                    }
                    done.countDown();
                    return null;
                }));
            }
            while (done.getCount() > 0) {
                ticker.advance(0.01);
                Thread.onSpinWait();
            }
            for (var result : results) {
                result.get();
            }
        }

        assertThat(calls).hasValue(512 * 20);
        assertThat(most).hasValueLessThanOrEqualTo(64);
        assertThat(limiter.state().inFlight()).isZero();
        assertThat(ticker.waiting()).isZero();
    }

    @Test
    void aThousandWorkersKilledAtRandomLeaveNothingInFlight() throws Exception {
        var limiter = limiter(new Limits(null, null, null, 32));
        var random = new Random(5);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 1_000; i++) {
            threads.add(Thread.ofVirtual().start(() -> workUntilInterrupted(limiter)));
        }
        while (!threads.isEmpty()) {
            threads.remove(random.nextInt(threads.size())).interrupt();
            ticker.advance(0.001);
        }

        awaitNothingInFlight(limiter);
        limiter.acquire(Lane.BULK, CALL).abandon();
        assertThat(ticker.waiting()).isZero();
    }

    @Test
    void whoeverIsInterruptedInTheQueueHoldsNothingAndTheNextGoes() throws Exception {
        var limiter = limiter(new Limits(null, null, null, 1));
        var held = limiter.acquire(Lane.BULK, CALL);
        var first = start(() -> limiter.acquire(Lane.BULK, CALL), 1);
        var second = start(() -> limiter.acquire(Lane.BULK, CALL), 2);
        first.thread().interrupt();
        assertThatThrownBy(first.result()::get).hasCauseInstanceOf(InterruptedException.class);
        held.abandon();

        second.result().get().abandon();
        assertThat(limiter.state().inFlight()).isZero();
    }

    @Test
    void whoeverCanGoElsewhereLeavesTheQueueWhenTheBreakerHasBeenOpenForLong() throws Exception {
        var limiter = limiter(Limits.none());
        while (!limiter.state().word().equals("breaker")) {
            limiter.acquire(Lane.BULK, CALL).settle(failed(new Failure.Overloaded(null, "529")), QuotaReading.NONE);
        }
        var patient = start(() -> limiter.acquire(Lane.BULK, CALL), 1);
        var impatient = start(() -> limiter.acquireUnlessBroken(Lane.BULK, CALL, Duration.ofSeconds(5)), 2);
        ticker.advance(6);

        assertThat(impatient.result().get()).isEmpty();
        patient.result().get().abandon();
    }

    @Test
    void anInteractiveCallerGoesBeforeBulkCallersThatCameEarlier() throws Exception {
        var limiter = limiter(new Limits(null, null, null, 1));
        Queue<Lane> order = new ConcurrentLinkedQueue<>();
        var held = limiter.acquire(Lane.BULK, CALL);
        var bulk = start(() -> passing(limiter, Lane.BULK, order), 1);
        var interactive = start(() -> passing(limiter, Lane.INTERACTIVE, order), 2);
        held.settle(ok(), QuotaReading.NONE);
        bulk.result().get();
        interactive.result().get();

        assertThat(order).containsExactly(Lane.INTERACTIVE, Lane.BULK);
    }

    @Test
    void everyoneWhoWaitsIsToldThatTheEndpointIsHalted() throws Exception {
        var limiter = limiter(new Limits(null, null, null, 1));
        var held = limiter.acquire(Lane.BULK, CALL);
        var waiting = new ArrayList<Started<Permit>>();
        for (int i = 1; i <= 20; i++) {
            waiting.add(start(() -> limiter.acquire(Lane.BULK, CALL), i));
        }
        held.settle(failed(new Failure.AccountBlocked(Cause.KEY_REFUSED, "401")), QuotaReading.NONE);

        for (var each : waiting) {
            assertThatThrownBy(each.result()::get).hasCauseInstanceOf(HaltedException.class);
        }
        assertThatThrownBy(() -> limiter.acquire(Lane.INTERACTIVE, CALL)).isInstanceOf(HaltedException.class);
    }

    @Test
    void waitsOutAPauseAndTheGraceOfItsProbe() throws Exception {
        var limiter = limiter(Limits.none());
        for (int i = 0; i < 200; i++) {
            limiter.acquire(Lane.BULK, CALL).settle(ok(), QuotaReading.NONE);
        }
        limiter.acquire(Lane.BULK, CALL)
                .settle(failed(new Failure.RateLimited(Duration.ofSeconds(10), "429")), QuotaReading.NONE);
        var probe = start(() -> limiter.acquire(Lane.BULK, CALL), 1);
        var next = start(() -> limiter.acquire(Lane.BULK, CALL), 2);
        ticker.advance(9);
        assertThat(probe.result().isDone()).isFalse();
        ticker.advance(2);
        probe.result().get();
        assertThat(next.result().isDone()).isFalse();
        awaitWaiting(1);
        ticker.advance(1);

        next.result().get();
    }

    @Test
    void aPermitIsEndedOnce() throws Exception {
        var limiter = limiter(Limits.none());
        var permit = limiter.acquire(Lane.BULK, CALL);
        permit.settle(ok(), QuotaReading.NONE);
        permit.abandon();

        assertThat(limiter.state().inFlight()).isZero();
        assertThatThrownBy(() -> permit.settle(ok(), QuotaReading.NONE)).isInstanceOf(IllegalStateException.class);
    }

    private record Started<T>(Thread thread, FutureTask<T> result) {}

    /// Starts a thread and waits until so many wait in the limiter.
    private <T> Started<T> start(Callable<T> work, int waiting) {
        var task = new FutureTask<>(work);
        var thread = Thread.ofVirtual().start(task);
        awaitWaiting(waiting);
        return new Started<>(thread, task);
    }

    private void awaitWaiting(int count) {
        while (ticker.waiting() != count) {
            Thread.onSpinWait();
        }
    }

    private static void awaitNothingInFlight(EndpointLimiter limiter) {
        while (limiter.state().inFlight() > 0) {
            Thread.onSpinWait();
        }
    }

    private static List<Lane> passing(EndpointLimiter limiter, Lane lane, Queue<Lane> order) throws Exception {
        var permit = limiter.acquire(lane, CALL);
        order.add(lane);
        permit.settle(ok(), QuotaReading.NONE);
        return List.of();
    }

    private static void workUntilInterrupted(EndpointLimiter limiter) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var permit = limiter.acquire(Lane.BULK, CALL);
                try {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    permit.settle(ok(), QuotaReading.NONE);
                } finally {
                    permit.abandon();
                }
            }
        } catch (InterruptedException | HaltedException e) {
            // What the test does to it.
        }
    }

    private EndpointLimiter limiter(Limits limits) {
        return new EndpointLimiter(limits, new Random(7), ticker);
    }

    private static Reply ok() {
        return new Reply.Completed("{}", "end_turn", Usage.of(100, 20), "req_1");
    }

    private static Reply failed(Failure failure) {
        return new Reply.Failed(failure, null, Usage.NONE, null);
    }
}
