package dev.penstock.jdbc;

import dev.penstock.store.StoreException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A few platform threads that read, each with its own connection: a native call would pin the carrier of a virtual
/// thread. Connections open at their first use.
final class Readers implements AutoCloseable {
    private static final int COUNT = 3;
    private static final int PAGE = 64;

    private final Sqlite sqlite;
    private final List<Reader> all;
    private final LinkedBlockingQueue<Reader> idle;

    Readers(Sqlite sqlite) {
        this.sqlite = sqlite;
        all = IntStream.range(0, COUNT).mapToObj(_ -> new Reader(sqlite)).toList();
        idle = new LinkedBlockingQueue<>(all);
    }

    /// Reads with one connection. A task of several statements that must agree with each other uses
    /// [#snapshot(Session.Task)].
    <T> T read(Session.Task<T> task) {
        var reader = takeIdle();
        try {
            return reader.call(task);
        } finally {
            idle.add(reader);
        }
    }

    /// Reads several statements from one snapshot.
    <T> T snapshot(Session.Task<T> task) {
        return read(session -> {
            session.execute(Sqlite.BEGIN_READ);
            try {
                return task.run(session);
            } finally {
                session.execute("COMMIT");
            }
        });
    }

    /// Hands rows of one snapshot to a consumer, on the caller's thread and in constant memory. Uses a connection of its
    /// own, so the consumer may take its time and may use the store.
    <T> void forEach(Consumer<T> each, String sql, Row.Reader<T> rows, @Nullable Object... arguments) {
        try (var reader = new Reader(sqlite)) {
            var cursor = reader.call(session -> session.cursor(sql, rows, arguments));
            for (var page = next(reader, cursor); !page.isEmpty(); page = next(reader, cursor)) {
                page.forEach(each);
            }
        }
    }

    /// Empties the write-ahead log, as far as other readers let it.
    ///
    /// @return whether it is empty
    boolean emptyLog() {
        return read(Sqlite::emptyLog);
    }

    @Override
    public void close() {
        all.forEach(Reader::close);
    }

    private static <T> List<T> next(Reader reader, Session.Cursor<T> cursor) {
        return reader.call(_ -> cursor.next(PAGE));
    }

    private Reader takeIdle() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return idle.take();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Reader implements AutoCloseable {
        private final Sqlite sqlite;
        private final ExecutorService thread = Executors
                .newSingleThreadExecutor(Thread.ofPlatform().name("penstock-store-reader").daemon().factory());
        private @Nullable Session session;

        Reader(Sqlite sqlite) {
            this.sqlite = sqlite;
        }

        <T> T call(Session.Task<T> task) {
            var work = new Work<>(task, true);
            try {
                thread.execute(() -> run(work));
            } catch (RejectedExecutionException e) {
                throw new StoreException("the store " + sqlite.file() + " is closed", e);
            }
            return work.await();
        }

        private void run(Work<?> work) {
            try {
                if (session == null) {
                    session = sqlite.openForReading();
                }
                work.run(session);
                work.publish();
            } catch (SQLException e) {
                work.fail(sqlite.failure(e));
            }
        }

        /// Waits for the read that is under way.
        @Override
        public void close() {
            if (!thread.isShutdown()) {
                thread.execute(this::closeSession);
                thread.close();
            }
        }

        private void closeSession() {
            try {
                if (session != null) {
                    session.close();
                }
            } catch (SQLException e) {
                throw sqlite.failure(e);
            }
        }
    }
}
