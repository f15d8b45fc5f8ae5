package dev.penstock.jdbc;

import dev.penstock.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/// A SQLite file: how connections to it are set up and what its errors mean. Everything that only SQLite has is here and
/// in the migrations.
///
/// Never open the file itself while a connection may be open: closing any descriptor drops the POSIX locks of the whole
/// process (https://www.sqlite.org/howtocorrupt.html, section 2.2, read 2026-11).
///
/// @param firstPragmas settings of connections that write which only work before anything is in the file
/// @param writerPragmas further settings of connections that write
record Sqlite(Path file, List<String> firstPragmas, List<String> writerPragmas) {
    static final String BEGIN_WRITE = "BEGIN IMMEDIATE";
    static final String BEGIN_READ = "BEGIN";

    private static final int BUSY_TIMEOUT_MS = 30_000;
    private static final int CHECKPOINT_PAGES = 16_000;
    private static final int MAX_WAL_BYTES = 64 << 20;

    private static final List<String> WRITER = List.of("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS,
            "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
            "PRAGMA secure_delete = ON", "PRAGMA cache_size = -32768",
            "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES, "PRAGMA journal_size_limit = " + MAX_WAL_BYTES);
    private static final List<String> READER = List.of("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS,
            "PRAGMA query_only = ON", "PRAGMA cache_size = -8192");

    Sqlite(Path file) {
        this(file, List.of(), List.of());
    }

    String url() {
        return "jdbc:sqlite:" + file;
    }

    Session openForWriting() throws SQLException {
        return open(Stream.of(firstPragmas, WRITER, writerPragmas).flatMap(List::stream).toList());
    }

    Session openForReading() throws SQLException {
        return open(READER);
    }

    private Session open(List<String> pragmas) throws SQLException {
        var connection = connect();
        try (var statement = connection.createStatement()) {
            for (var pragma : pragmas) {
                statement.execute(pragma);
            }
            return new Session(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Without what nobody here needs: SQLite's mutexes, because a session belongs to one thread; the driver's query for
    /// generated keys after every insert; and its `BEGIN` and `COMMIT` around every statement, which fail inside a
    /// transaction of ours, and each time cost as much as a small write.
    private Connection connect() throws SQLException {
        var config = new SQLiteConfig();
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.setGetGeneratedKeys(false);
        var connection = config.createConnection(url());
        connection.unwrap(SQLiteConnection.class).getConnectionConfig().setAutoCommit(false);
        return connection;
    }

    /// Moves what it can from the write-ahead log into the file without making anybody wait.
    static void moveLog(Session session) throws SQLException {
        session.first("PRAGMA wal_checkpoint(PASSIVE)", row -> row.number("checkpointed"));
    }

    /// Moves everything from the write-ahead log into the file and empties the log, so that erased text is gone from both.
    ///
    /// @return false if another connection still needs the log
    static boolean emptyLog(Session session) throws SQLException {
        return session.first("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.number("busy") == 0).orElse(false);
    }

    /// What a task gets whose statement broke a constraint; its neighbours are not affected.
    ///
    /// @throws SQLException the error itself if it is one of the database, not of the task
    static RuntimeException refusal(SQLException error) throws SQLException {
        if (primaryCode(error) == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
            return new IllegalStateException("the store refused a write that contradicts it: " + error.getMessage(),
                    error);
        }
        throw error;
    }

    /// The error as the operator must see it: what happened to which file, and what to do.
    StoreException failure(SQLException error) {
        return new StoreException("the store " + file + " " + advice(error), error);
    }

    private static String advice(SQLException error) {
        return switch (SQLiteErrorCode.getErrorCode(primaryCode(error))) {
            case SQLITE_FULL -> "cannot grow: the disk or its quota is full. Free some space, then resume";
            case SQLITE_IOERR -> "cannot be read or written: the disk reports an error (" + error.getMessage()
                    + "). Check the disk, then resume";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                "is read-only. Make the file and its folder writable for this user, then resume";
            case SQLITE_CANTOPEN ->
                "cannot be opened. Check that its folder exists and that this user may write to it";
            case SQLITE_NOTADB ->
                "is not a SQLite file. Point store.url or samples.store to another path, or move the file away";
            case SQLITE_CORRUPT -> "is damaged (" + error.getMessage() + "). Restore it from a backup";
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "was locked by another process for too long. Close whatever holds it open, then resume";
            default -> "failed (" + error.getMessage() + ")";
        };
    }

    private static int primaryCode(SQLException error) {
        return error instanceof SQLiteException sqlite
                ? sqlite.getResultCode().code & 0xff
                : error.getErrorCode() & 0xff;
    }
}
