package dev.penstock.server.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something dear to compute that many look at every few seconds: computed anew when it is too old, by one of them while the
/// others wait.
final class Remembered<T> {
    private final Supplier<T> computed;
    private final Duration atMost;
    private final InstantSource clock;
    private @Nullable Value<T> value;

    Remembered(Supplier<T> computed, Duration atMost, InstantSource clock) {
        this.computed = computed;
        this.atMost = atMost;
        this.clock = clock;
    }

    private record Value<T>(T it, Instant at) {}

    synchronized T get() {
        var now = clock.instant();
        var known = value;
        if (known == null || known.at().plus(atMost).isBefore(now)) {
            known = new Value<>(computed.get(), now);
            value = known;
        }
        return known.it();
    }
}
