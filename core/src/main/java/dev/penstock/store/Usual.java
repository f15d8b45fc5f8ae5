package dev.penstock.store;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a task's calls to a model were like, by the newest of them.
///
/// @param tokens tokens per call by prompt version, the newest version first
/// @param calls that gave a reply
/// @param p50Millis of them
/// @param p95Millis of them
public record Usual(Map<String, Tokens> tokens, long calls, long p50Millis, long p95Millis) {
    public static final Usual UNKNOWN = new Usual(Map.of(), 0, 0, 0);

    public Usual {
        tokens = Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
    }

    /// How many tokens calls took, input and output together.
    ///
    /// @param calls whose usage is known
    public record Tokens(long calls, double mean) {}

    /// Which calls.
    ///
    /// @param without a prompt version that does not count; null when all count
    /// @param from sent at or after this time
    /// @param to sent before this time
    public record Of(String task, String endpoint, String model, @Nullable String without, Instant from,
            Instant to) {}
}
