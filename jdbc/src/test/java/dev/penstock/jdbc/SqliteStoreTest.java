package dev.penstock.jdbc;

import dev.penstock.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    Store openStore() {
        return SqliteStore.openForEngine(folder.resolve("penstock.db"), "a test");
    }
}
