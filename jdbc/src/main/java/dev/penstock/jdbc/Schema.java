package dev.penstock.jdbc;

import dev.penstock.store.StoreException;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// The tables of a kind of store and their version. Reading it is one cheap query; Flyway, which costs half a second, runs
/// only when there is something to migrate.
///
/// @param version the newest migration this program knows
/// @param folder where the migrations are
/// @param setting that says where the file is
record Schema(int version, String folder, String setting) {
    static final Schema STORE = new Schema(9, "sqlite", "store.url");
    static final Schema SAMPLES = new Schema(1, "samples", "samples.store");

    private static final String HISTORY = "flyway_schema_history";
    private static final String TABLES = """
            SELECT count(*) AS tables, count(CASE WHEN name = 'flyway_schema_history' THEN 1 END) AS history
            FROM sqlite_master WHERE type = 'table'""";
    private static final String NEWEST = """
            SELECT coalesce(max(CAST(version AS INTEGER)), 0) AS version
            FROM flyway_schema_history WHERE success = 1""";

    /// Whether migrations are missing.
    ///
    /// @throws StoreException if the file is not a store, or one of a newer program
    boolean outdated(Sqlite sqlite) {
        int stored = stored(sqlite);
        if (stored > version) {
            throw new StoreException("the store " + sqlite.file() + " has schema version " + stored
                    + ", this program knows only up to " + version
                    + ". Use the newer penstock that wrote it, or point " + setting + " to another file");
        }
        return stored < version;
    }

    /// Brings the tables to [#version()]. Nobody else may work on the store.
    void migrate(Sqlite sqlite) {
        try (var _ = sqlite.openForWriting()) {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(sqlite.url(), "", "")
                    .table(HISTORY)
                    .locations("classpath:dev/penstock/jdbc/" + folder)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException("the store " + sqlite.file() + " cannot be brought to schema version " + version
                    + ". Restore it from a backup, or point " + setting + " to another file", e);
        } catch (SQLException e) {
            throw sqlite.failure(e);
        }
    }

    /// The version of the tables that are there; 0 when there are none.
    ///
    /// @throws StoreException if the file is not a store
    int stored(Sqlite sqlite) {
        try (var session = sqlite.openForReading()) {
            boolean known = session.first(TABLES, row -> isStore(sqlite, row)).orElse(false);
            return known ? session.first(NEWEST, row -> row.integer("version")).orElse(0) : 0;
        } catch (SQLException e) {
            throw sqlite.failure(e);
        }
    }

    private boolean isStore(Sqlite sqlite, Row row) throws SQLException {
        boolean history = row.flag("history");
        if (!history && row.flag("tables")) {
            throw new StoreException("the file " + sqlite.file()
                    + " is a SQLite database of another program. Point " + setting + " to another path");
        }
        return history;
    }
}
