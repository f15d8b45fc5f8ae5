package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.provider.batch.BatchAnswer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Waits between exchanges with a batch API, until the run stops. A batch lasts for hours, so an exchange that may heal is
/// repeated for as long as the run goes on.
final class BatchPatience {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final StopSignal stop;
    private final RunClock clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private Duration next = FIRST_WAIT;

    BatchPatience(StopSignal stop, RunClock clock, RandomGenerator random) {
        this.stop = stop;
        this.clock = clock;
        this.random = random;
    }

    /// One exchange.
    @FunctionalInterface
    interface Exchange<T> {
        BatchAnswer<T> ask() throws InterruptedException;
    }

    /// Repeats an exchange that does no harm when it is done twice, until it is done or will not heal.
    ///
    /// @throws InterruptedException if the run stops while it waits
    <T> BatchAnswer<T> until(Exchange<T> exchange) throws InterruptedException {
        while (true) {
            var answer = exchange.ask();
            if (!(answer instanceof BatchAnswer.Failed<T>(var failure)) || !failure.retryable()) {
                next = FIRST_WAIT;
                return answer;
            }
            pauseAfter(failure);
        }
    }

    /// Waits as long as the provider asks, or longer from time to time.
    void pauseAfter(Failure failure) throws InterruptedException {
        var asked = switch (failure) {
            case Failure.RateLimited(var after, _) -> after;
            case Failure.Overloaded(var after, _) -> after;
            default -> null;
        };
        pause(asked == null ? next.multipliedBy(500 + random.nextInt(501)).dividedBy(1_000) : asked);
        next = shorter(next.multipliedBy(2), LONGEST_WAIT);
    }

    /// @throws InterruptedException if the run stops meanwhile
    void pause(Duration time) throws InterruptedException {
        long end = clock.nanos() + time.toNanos();
        stop.<Boolean, InterruptedException>whileWaiting(() -> {
            lock.lockInterruptibly();
            try {
                for (long left = end - clock.nanos(); left > 0; left = end - clock.nanos()) {
                    clock.await(lock, lock.newCondition(), left);
                }
                return true;
            } finally {
                lock.unlock();
            }
        });
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
