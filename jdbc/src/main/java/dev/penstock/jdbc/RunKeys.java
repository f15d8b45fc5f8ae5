package dev.penstock.jdbc;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The short keys of runs. They never change, so each is looked up once.
final class RunKeys {
    private static final String KEY = "SELECT key FROM run WHERE id = ?";

    private final Map<String, Long> known = new ConcurrentHashMap<>();

    /// @throws IllegalStateException if there is no such run
    long of(Session session, String runId) throws SQLException {
        var cached = known.get(runId);
        if (cached != null) {
            return cached;
        }
        long key = session.first(KEY, row -> row.number("key"), runId)
                .orElseThrow(() -> new IllegalStateException("there is no run " + runId));
        known.put(runId, key);
        return key;
    }
}
