package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Paths that are, and that are not, a store.
class StoreFileTest {
    @TempDir
    Path folder;

    @Test
    void createsTheFileAndItsFoldersForTheOwnerOnly() throws IOException {
        var file = folder.resolve("a/b/penstock.db");
        try (var store = SqliteStore.openForEngine(file, "a test")) {
            Samples.start(store, RUN, 1);
            for (var name : new String[]{"penstock.db", "penstock.db-wal", "penstock.db-shm", "penstock.db.lock"}) {
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling(name)));
                assertThat(mode).as(name).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void refusesAFolder() {
        assertRefused(folder, "is a folder", "store.url");
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        assertRefused(Files.createFile(folder.resolve("file")).resolve("penstock.db"), "cannot be created");
    }

    @Test
    void refusesAFolderItMayNotWriteTo() {
        assumeTrue(Files.isDirectory(Path.of("/proc")), "needs a folder that even root may not write to");
        assertRefused(Path.of("/proc/penstock.db"), "/proc/penstock.db", "cannot be created");
    }

    @Test
    void refusesAFileThatIsNotSqliteAndLeavesItAsItIs() throws IOException {
        var file = folder.resolve("notes.txt");
        Files.writeString(file, "my notes, much longer than the header of a database file, " + "x".repeat(1000));
        var before = Files.readAllBytes(file);

        assertRefused(file, "is not a SQLite file", "store.url");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void refusesADatabaseOfAnotherProgram() throws SQLException {
        var file = folder.resolve("other.db");
        execute(file, "CREATE TABLE bookmarks (url TEXT)");

        assertRefused(file, "of another program", "store.url");
    }

    @Test
    void refusesAStoreOfANewerProgram() throws SQLException {
        var file = folder.resolve("penstock.db");
        SqliteStore.openForEngine(file, "a test").close();
        execute(file, "INSERT INTO flyway_schema_history SELECT 99, '99', description, type, script, checksum, "
                + "installed_by, installed_on, execution_time, success FROM flyway_schema_history LIMIT 1");

        assertRefused(file, "schema version 99", "newer penstock");
        assertRefused(() -> SqliteStore.open(file), "schema version 99");
    }

    @Test
    void doesNotCreateAStoreForAReader() {
        var file = folder.resolve("penstock.db");

        assertRefused(() -> SqliteStore.open(file), "there is no store " + file);
        assertThat(file).doesNotExist();
    }

    @Test
    void finishesAStoreThatWasCreatedButNeverMigrated() throws IOException {
        var file = Files.createFile(folder.resolve("penstock.db"));
        try (var store = SqliteStore.open(file)) {
            assertThat(store.runs().list(1)).isEmpty();
        }
    }

    @Test
    void releasesTheLockWhenOpeningFails() {
        assertRefused(folder, "is a folder");
        try (var store = SqliteStore.openForEngine(folder.resolve("penstock.db"), "a test")) {
            assertThat(store.runs().list(1)).isEmpty();
        }
    }

    @Test
    void saysThatAClosedStoreIsClosed() {
        var store = SqliteStore.openForEngine(folder.resolve("penstock.db"), "a test");
        store.close();
        store.close();

        assertRefused(() -> store.runs().create(Samples.run(RUN)), "is closed");
        assertRefused(() -> store.runs().list(1), "is closed");
    }

    @Test
    @Timeout(30)
    void movesTheLogIntoTheFileWhileTheEngineWorks() throws IOException {
        var file = folder.resolve("penstock.db");
        try (var store = SqliteStore.openForEngine(file, "a test")) {
            long before = Files.size(file);
            Samples.start(store, RUN, 500);
            while (Files.size(file) == before) { // the log is far from full, so that no commit moves it
                Thread.onSpinWait();
            }
            assertThat(store.runs().totals(RUN).items().total()).isEqualTo(500);
        }
    }

    private static void assertRefused(Path file, String... parts) {
        assertRefused(() -> SqliteStore.openForEngine(file, "a test"), parts);
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatExceptionOfType(StoreException.class).isThrownBy(call)
                .satisfies(error -> assertThat(error.getMessage()).contains(parts));
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
