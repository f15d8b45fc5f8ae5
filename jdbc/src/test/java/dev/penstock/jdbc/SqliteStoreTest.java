package dev.penstock.jdbc;

import dev.penstock.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// SQLite keeps the contract of a store.
class SqliteStoreTest {
    @TempDir
    Path folder;

    private Store openSqlite() {
        return SqliteStore.openForEngine(folder.resolve("penstock.db"), "a test");
    }

    @Nested
    class Items extends JournalContract {
        @Override
        Store openStore() {
            return openSqlite();
        }
    }

    @Nested
    class Reviews extends ReviewContract {
        @Override
        Store openStore() {
            return openSqlite();
        }
    }

    @Nested
    class RunsAndTotals extends RunsContract {
        @Override
        Store openStore() {
            return openSqlite();
        }
    }

    @Nested
    class Books extends LedgerContract {
        @Override
        Store openStore() {
            return openSqlite();
        }
    }

    @Nested
    class Keys extends IdempotencyContract {
        @Override
        Store openStore() {
            return openSqlite();
        }
    }

    @Nested
    class Told extends AlertLogContract {
        @Override
        Store openStore() {
            return openSqlite();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        Store openStore() {
            return openSqlite();
        }
    }
}
