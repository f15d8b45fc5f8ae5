package dev.penstock.jdbc;

import dev.penstock.store.AlertLog;
import dev.penstock.store.Batches;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.Erasure;
import dev.penstock.store.IdempotencyKeys;
import dev.penstock.store.Journal;
import dev.penstock.store.Ledger;
import dev.penstock.store.Runs;
import dev.penstock.store.Store;
import dev.penstock.store.StoreException;
import dev.penstock.store.StoreLockedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A store in one SQLite file. Writes go through one thread that commits in groups, reads through a few others, so that
/// virtual threads may call it freely.
///
/// One engine works on a file; any number of reading and review commands work beside it, from any process.
public final class SqliteStore implements Store {
    private final @Nullable EngineLock lock;
    private final GroupWriter writer;
    private final @Nullable Checkpoints checkpoints;
    private final Readers readers;
    private final SqlJournal journal;
    private final SqlRuns runs;
    private final SqlDeadLetters deadLetters;
    private final SqlLedger ledger;
    private final SqlBatches batches;
    private final SqlIdempotencyKeys idempotencyKeys;
    private final SqlAlertLog alerts;
    private final SqlErasure erasure;

    SqliteStore(Sqlite sqlite, @Nullable EngineLock lock, RandomGenerator random) {
        this(sqlite, lock, random, CommitMeter.NONE);
    }

    private SqliteStore(Sqlite sqlite, @Nullable EngineLock lock, RandomGenerator random, CommitMeter meter) {
        this.lock = lock;
        writer = GroupWriter.start(sqlite, meter);
        checkpoints = lock == null ? null : Checkpoints.start(sqlite);
        readers = new Readers(sqlite);
        var keys = new RunKeys();
        var letters = new DeadLetterRows(random);
        journal = new SqlJournal(writer, readers, keys, letters);
        runs = new SqlRuns(writer, readers, keys);
        deadLetters = new SqlDeadLetters(writer, readers);
        ledger = new SqlLedger(readers);
        batches = new SqlBatches(writer, readers, keys);
        idempotencyKeys = new SqlIdempotencyKeys(writer, readers, keys, letters);
        alerts = new SqlAlertLog(writer, readers);
        erasure = new SqlErasure(writer, readers, keys, letters, lock != null);
    }

    /// Opens the store for the one engine that works on it, with the system's clock and secure randomness. Creates the
    /// file and its folders if they do not exist, and brings older tables up to date.
    ///
    /// @param owner what a second engine is told about this one, such as `penstock run`
    /// @throws StoreLockedException if another engine works on it
    /// @throws StoreException if the path cannot be a store; the message says what to do
    public static SqliteStore openForEngine(Path file, String owner) {
        return openForEngine(file, owner, CommitMeter.NONE);
    }

    /// As [#openForEngine(Path, String)], with somebody who is told how long commits take.
    public static SqliteStore openForEngine(Path file, String owner, CommitMeter meter) {
        var sqlite = new Sqlite(StoreFile.create(file));
        var lock = EngineLock.take(sqlite.file(), owner, InstantSource.system().instant());
        SqliteStore store = null;
        try {
            migrate(sqlite);
            store = new SqliteStore(sqlite, lock, new SecureRandom(), meter);
            store.runs.settleDiedRuns();
            return store;
        } finally {
            if (store == null) {
                lock.close();
            }
        }
    }

    /// Which engine works on a store right now, such as `penstock run, process 4711, since 2026-11-24T04:10:00Z`; empty when
    /// none does, however the last one ended.
    ///
    /// @throws StoreException if its lock cannot be looked at
    public static Optional<String> engineAtWork(Path file) {
        return EngineLock.holder(file.toAbsolutePath().normalize());
    }

    /// The version of a store's tables, and the one this program writes.
    ///
    /// @param stored 0 when there are no tables yet
    public record Version(int stored, int known) {}

    /// Looks at an existing store without changing it.
    ///
    /// @throws StoreException if there is no store, or the file is not one; the message says what to do
    public static Version version(Path file) {
        return new Version(Schema.STORE.stored(new Sqlite(StoreFile.existing(file))), Schema.STORE.version());
    }

    /// Opens an existing store for reading and for review decisions, beside whatever engine works on it.
    ///
    /// @throws StoreLockedException if its tables are older than this program and an engine works on it
    /// @throws StoreException if there is no store, or the file is not one; the message says what to do
    public static SqliteStore open(Path file) {
        var sqlite = new Sqlite(StoreFile.existing(file));
        if (Schema.STORE.outdated(sqlite)) {
            try (var _ = EngineLock.take(sqlite.file(), "a schema migration", InstantSource.system().instant())) {
                migrate(sqlite);
            }
        }
        return new SqliteStore(sqlite, null, new SecureRandom());
    }

    private static void migrate(Sqlite sqlite) {
        if (Schema.STORE.outdated(sqlite)) {
            Schema.STORE.migrate(sqlite);
        }
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public Runs runs() {
        return runs;
    }

    @Override
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public Batches batches() {
        return batches;
    }

    @Override
    public IdempotencyKeys idempotencyKeys() {
        return idempotencyKeys;
    }

    @Override
    public AlertLog alerts() {
        return alerts;
    }

    @Override
    public Erasure erasure() {
        return erasure;
    }

    /// How many writes wait to be committed.
    public int queued() {
        return writer.queued();
    }

    /// Writes what still waits, then releases the file.
    @Override
    public void close() {
        try {
            if (checkpoints != null) {
                checkpoints.close();
            }
            writer.close();
            readers.close();
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
