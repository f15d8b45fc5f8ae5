package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.jdbc.SqliteStore;
import dev.penstock.limit.Limiter;
import dev.penstock.store.EndpointEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happened to endpoints is kept, each change once.
class EndpointWatchTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aChangeIsKeptOnceWithItsReason() {
        try (var store = SqliteStore.openForEngine(folder.resolve("test.db"), "test")) {
            var word = new AtomicReference<>("open");
            var watch = new EndpointWatch(() -> List.of(standing(word.get())), store.runs(), () -> NOON);
            watch.look();
            assertThat(store.runs().endpointEvents(9)).isEmpty();

            word.set("halted");
            watch.look();
            watch.look();
            word.set("open");
            watch.look();

            assertThat(store.runs().endpointEvents(9)).containsExactly(
                    new EndpointEvent("claude", "open", "haiku", NOON),
                    new EndpointEvent("claude", "halted", "haiku: 401, bad key", NOON));
        }
    }

    private static EndpointStanding standing(String word) {
        var why = word.equals("halted") ? "401, bad key" : null;
        return new EndpointStanding("claude", "haiku", new Limiter.State(0, 8, Duration.ZERO, word, why), null);
    }
}
