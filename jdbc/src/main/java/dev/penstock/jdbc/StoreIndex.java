package dev.penstock.jdbc;

import dev.penstock.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/// The names in a store, for a shell that completes a command: one short-lived reading connection, no threads, no lock, no
/// migration.
public final class StoreIndex {
    private static final String RUNS = "SELECT id AS name FROM run ORDER BY started_at DESC, key DESC LIMIT ?";
    private static final String OPEN = """
            SELECT id AS name FROM dead_letter WHERE status = 'open' ORDER BY created_at DESC LIMIT ?""";
    private static final String REASONS = "SELECT DISTINCT reason AS name FROM dead_letter ORDER BY reason";

    private static final String VERSIONS = """
            SELECT substr(hash, length('sha256:') + 1, 12) AS name FROM prompt_version ORDER BY created_at DESC LIMIT ?""";
    private static final String SAMPLES = """
            SELECT id AS name FROM sample WHERE kept_at IS NOT NULL ORDER BY kept_at DESC LIMIT ?""";

    private final Sqlite sqlite;

    private StoreIndex(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /// @throws StoreException if there is no store
    public static StoreIndex of(Path file) {
        return new StoreIndex(new Sqlite(StoreFile.existing(file)));
    }

    /// Ids of runs, newest first.
    public List<String> runs(int limit) {
        return names(RUNS, limit);
    }

    /// Ids of dead letters that wait, newest first.
    public List<String> openDeadLetters(int limit) {
        return names(OPEN, limit);
    }

    /// The beginnings of the prompt versions' hashes, newest first.
    public List<String> versions(int limit) {
        return names(VERSIONS, limit);
    }

    /// Ids of samples, newest first; of a store of samples.
    public List<String> samples(int limit) {
        return names(SAMPLES, limit);
    }

    /// The reasons of all dead letters.
    public List<String> reasons() {
        return names(REASONS);
    }

    private List<String> names(String sql, Object... values) {
        try (var session = sqlite.openForReading()) {
            return session.all(sql, row -> row.text("name"), values);
        } catch (SQLException e) {
            throw sqlite.failure(e);
        }
    }
}
