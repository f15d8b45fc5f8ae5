package dev.penstock.engine;

import dev.penstock.limit.Limiter;
import dev.penstock.store.EndpointEvent;
import dev.penstock.store.Runs;
import dev.penstock.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Looks at the endpoints of an engine once a second, on a thread of its own, and keeps when one of them changed its state and
/// why. Never in the way of a run: what cannot be kept is left out.
final class EndpointWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String OPEN = "open";

    private final Supplier<List<EndpointStanding>> endpoints;
    private final Runs runs;
    private final InstantSource clock;
    private final Map<String, String> words = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("endpoint-watch").unstarted(this::lookOut);

    EndpointWatch(Supplier<List<EndpointStanding>> endpoints, Runs runs, InstantSource clock) {
        this.endpoints = endpoints;
        this.runs = runs;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /// Keeps what changed since the last look.
    void look() {
        for (var standing : endpoints.get()) {
            var word = standing.state().word();
            var before = words.put(standing.endpoint() + "\n" + standing.model(), word);
            if (!word.equals(before == null ? OPEN : before)) {
                keep(standing);
            }
        }
    }

    private void keep(EndpointStanding standing) {
        try {
            runs.endpointEvent(new EndpointEvent(standing.endpoint(), standing.state().word(),
                    standing.model() + why(standing.state()), clock.instant()));
        } catch (StoreException _) {
            // The runs that need the store say so.
        }
    }

    private static String why(Limiter.State state) {
        var why = state.why();
        return why == null ? "" : ": " + why;
    }

    private void lookOut() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
            look(); // what halted the last run
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for a look under way, so that the store can be closed.
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
