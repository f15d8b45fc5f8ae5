package dev.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who waits for an endpoint that is halted, or fails for everyone.
class HaltingTest {
    private static final Estimate CALL = new Estimate("task", 100, 300, false);

    private final EndpointLimiter limiter = new EndpointLimiter(new Limits(null, null, null, 10), new Random(1),
            Ticker.of(System::nanoTime));

    @Test
    void everyWaiterIsToldOfAHaltAndNobodyCallsAfterIt() throws Exception {
        for (int i = 0; i < 10; i++) {
            limiter.acquire(Lane.BULK, CALL);
        }
        var waits = new CountDownLatch(1);
        var told = new AtomicReference<@Nullable String>();
        var waiter = Thread.ofVirtual().start(() -> {
            try {
                waits.countDown();
                limiter.acquire(Lane.BULK, CALL);
            } catch (HaltedException e) {
                told.set(e.why());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        waits.await();

        limiter.halt("401");
        waiter.join();

        assertThat(told).hasValue("401");
        assertThatThrownBy(() -> limiter.acquireUnlessBroken(Lane.BULK, CALL, Duration.ofHours(1)))
                .isInstanceOf(HaltedException.class);
    }

    @Test
    void whoCanGoElsewhereDoesNotWaitForABreakerThatIsOpenForLong() throws Exception {
        for (int i = 0; i < 10; i++) {
            limiter.acquire(Lane.BULK, CALL)
                    .settle(new Reply.Failed(new Failure.Overloaded(null, "529"), null, Usage.NONE, null),
                            QuotaReading.NONE);
            if (limiter.state().word().equals("breaker")) {
                break;
            }
        }

        assertThat(limiter.state().word()).isEqualTo("breaker");
        assertThat(limiter.acquireUnlessBroken(Lane.BULK, CALL, Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void whoCanGoElsewhereCallsAHealthyEndpoint() throws Exception {
        assertThat(limiter.acquireUnlessBroken(Lane.BULK, CALL, Duration.ofMillis(1))).isPresent();
    }
}
