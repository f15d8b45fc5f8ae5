package dev.penstock.jdbc;

import dev.penstock.store.StoreException;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// The version of a store's tables. Reading it is one cheap query; Flyway, which costs half a second, runs only when
/// there is something to migrate.
final class Schema {
    /// The newest migration this program knows.
    static final int VERSION = 2;

    private static final String HISTORY = "flyway_schema_history";
    private static final String TABLES = """
            SELECT count(*) AS tables, count(CASE WHEN name = 'flyway_schema_history' THEN 1 END) AS history
            FROM sqlite_master WHERE type = 'table'""";
    private static final String NEWEST = """
            SELECT coalesce(max(CAST(version AS INTEGER)), 0) AS version
            FROM flyway_schema_history WHERE success = 1""";

    private Schema() {}

    /// Whether migrations are missing.
    ///
    /// @throws StoreException if the file is not a store, or one of a newer program
    static boolean outdated(Sqlite sqlite) {
        int version = version(sqlite);
        if (version > VERSION) {
            throw new StoreException("the store " + sqlite.file() + " has schema version " + version
                    + ", this program knows only up to " + VERSION
                    + ". Use the newer penstock that wrote it, or point store.url to another file");
        }
        return version < VERSION;
    }

    /// Brings the tables to [#VERSION]. No other engine may work on the store.
    static void migrate(Sqlite sqlite) {
        try (var _ = sqlite.openForWriting()) {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(sqlite.url(), "", "")
                    .table(HISTORY)
                    .locations("classpath:dev/penstock/jdbc/sqlite")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException("the store " + sqlite.file() + " cannot be brought to schema version " + VERSION
                    + ". Restore it from a backup, or point store.url to another file", e);
        } catch (SQLException e) {
            throw sqlite.failure(e);
        }
    }

    private static int version(Sqlite sqlite) {
        try (var session = sqlite.openForReading()) {
            boolean known = session.first(TABLES, row -> isStore(sqlite, row)).orElse(false);
            return known ? session.first(NEWEST, row -> row.integer("version")).orElse(0) : 0;
        } catch (SQLException e) {
            throw sqlite.failure(e);
        }
    }

    private static boolean isStore(Sqlite sqlite, Row row) throws SQLException {
        boolean history = row.flag("history");
        if (!history && row.flag("tables")) {
            throw new StoreException("the file " + sqlite.file()
                    + " is a SQLite database of another program. Point store.url to another path");
        }
        return history;
    }
}
