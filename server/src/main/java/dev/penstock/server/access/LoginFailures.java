package dev.penstock.server.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts failed logins by address: after five within a minute the address has to wait. Safe for use by many threads.
final class LoginFailures {
    static final int MOST = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int ADDRESSES = 10_000;

    private final InstantSource clock;
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > ADDRESSES;
        }
    };

    LoginFailures(InstantSource clock) {
        this.clock = clock;
    }

    synchronized boolean mayTry(String address) {
        var recent = failures.get(address);
        if (recent == null) {
            return true;
        }
        var since = clock.instant().minus(WINDOW);
        recent.removeIf(at -> !at.isAfter(since));
        return recent.size() < MOST;
    }

    synchronized void failed(String address) {
        failures.computeIfAbsent(address, _ -> new ArrayDeque<>()).addLast(clock.instant());
    }
}
