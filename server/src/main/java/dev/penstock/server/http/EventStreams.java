package dev.penstock.server.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// How many clients follow events: so many in all, and so many of one caller. Safe for use by many threads.
final class EventStreams {
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> open = new HashMap<>();
    private int all;

    /// @param most clients at once
    /// @param mostOfOne of them for one caller
    EventStreams(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /// A place among them, until it is closed.
    interface Seat extends AutoCloseable {
        @Override
        void close();
    }

    /// @throws Refusal if there is no place left
    synchronized Seat take(String caller) {
        int own = open.getOrDefault(caller, 0);
        if (own >= mostOfOne) {
            throw full(caller + " follows " + own + " event streams already, and may follow no more at once");
        }
        if (all >= most) {
            throw full(all + " clients follow events already; allowed: " + most + " (server.limits.event-streams)");
        }
        all++;
        open.put(caller, own + 1);
        return () -> leave(caller);
    }

    private static Refusal full(String detail) {
        return new Refusal(Problem.of(ProblemType.TOO_MANY_REQUESTS, detail).retryAfter(AGAIN));
    }

    private synchronized void leave(String caller) {
        all--;
        open.computeIfPresent(caller, (_, own) -> own == 1 ? null : own - 1);
    }
}
