package dev.penstock.provider;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Several HTTP clients that share the calls of one endpoint, taken in turn. An OkHttp client scans its whole connection
/// pool for each call (measured: 200 µs at 1,000 connections, 740 µs at 8,000), so no client gets more than a few hundred.
/// Safe for use by many threads.
public final class Lanes<T> {
    /// The most connections of one client.
    public static final int CONNECTIONS_PER_LANE = 500;

    private final List<T> lanes;
    private final AtomicInteger turn = new AtomicInteger();

    private Lanes(List<T> lanes) {
        this.lanes = lanes;
    }

    /// Opens as many clients as this many concurrent calls need, at least one.
    public static <T> Lanes<T> open(int maxConnections, Supplier<T> client) {
        int count = Math.max(1, Math.ceilDiv(maxConnections, CONNECTIONS_PER_LANE));
        return new Lanes<>(Stream.generate(client).limit(count).toList());
    }

    /// How many idle connections each client should keep, so that none is opened twice: at least 5.
    public static int idleConnections(int maxConnections) {
        int lanes = Math.max(1, Math.ceilDiv(maxConnections, CONNECTIONS_PER_LANE));
        return Math.max(5, Math.ceilDiv(maxConnections, lanes));
    }

    /// The client whose turn it is.
    public T next() {
        return lanes.get(Math.floorMod(turn.getAndIncrement(), lanes.size()));
    }

    /// All clients, to close them.
    public List<T> all() {
        return lanes;
    }
}
