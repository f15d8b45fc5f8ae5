package dev.penstock.jdbc;

import dev.penstock.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one thread that writes. It takes whatever waits, at most [#GROUP] tasks, runs them in one transaction, and tells
/// the callers once it is durable; the more callers wait, the cheaper each write becomes.
///
/// A task that is refused (a contradiction, a constraint) does not touch its neighbours: the group is undone and run
/// again with a savepoint around each task. An error of the database is final: everything that waits and everything that
/// comes later fails, because a write that failed once must not be tried again as if nothing had happened.
final class GroupWriter implements AutoCloseable {
    static final int GROUP = 256;

    /// How long what nobody waits for yet may stay alone, so that it is written together with what follows from it.
    private static final Duration ALONE = Duration.ofMillis(1);

    private static final String SAVEPOINT = "SAVEPOINT task";
    private static final String UNDO = "ROLLBACK TO task";
    private static final String RELEASE = "RELEASE task";

    private final Sqlite sqlite;
    private final CommitMeter meter;
    private final LinkedBlockingQueue<Work<?>> waiting = new LinkedBlockingQueue<>();
    private final Work<Boolean> stop = new Work<>(_ -> true, true);
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    private volatile @Nullable SQLException fatal;

    private GroupWriter(Sqlite sqlite, CommitMeter meter) {
        this.sqlite = sqlite;
        this.meter = meter;
    }

    static GroupWriter start(Sqlite sqlite, CommitMeter meter) {
        var writer = new GroupWriter(sqlite, meter);
        Thread.ofPlatform().name("penstock-store-writer").daemon().start(writer::writeUntilStopped);
        return writer;
    }

    /// Blocks until the task's transaction is durable.
    ///
    /// @throws StoreException if the store cannot be written, now or since an earlier write
    /// @throws IllegalStateException if the task contradicts what is stored; nothing of it was written
    <T> T write(Session.Task<T> task) {
        var work = new Work<T>(task, true);
        add(work);
        return work.await();
    }

    /// Queues a task that is durable before all that are queued later, and at the latest a moment from now. If it is refused,
    /// nobody is told.
    <T> void hand(Session.Task<T> task) {
        add(new Work<T>(task, false));
    }

    private void add(Work<?> work) {
        waiting.add(work);
        if (stopped.isDone()) {
            failWaiting();
        }
    }

    /// How many tasks wait to be written.
    int queued() {
        return waiting.size();
    }

    /// Writes what waits, then stops.
    @Override
    public void close() {
        waiting.add(stop);
        stopped.join();
    }

    private void writeUntilStopped() {
        try (var session = sqlite.openForWriting()) {
            while (writeGroup(session)) {
            }
        } catch (SQLException e) {
            fatal = e;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.complete(true);
            failWaiting();
        }
    }

    private boolean writeGroup(Session session) throws SQLException, InterruptedException {
        var group = nextGroup();
        boolean last = group.remove(stop);
        try {
            commit(session, group);
        } catch (SQLException e) {
            fatal = e;
            throw e;
        } finally {
            group.stream().filter(Work::isOpen).forEach(this::failLost);
        }
        return !last || drain(session);
    }

    private List<Work<?>> nextGroup() throws InterruptedException {
        var group = new ArrayList<Work<?>>();
        group.add(waiting.take());
        waiting.drainTo(group, GROUP - 1);
        if (group.stream().noneMatch(Work::isAwaited)) {
            var next = waiting.poll(ALONE.toNanos(), TimeUnit.NANOSECONDS);
            if (next != null) {
                group.add(next);
            }
        }
        return group;
    }

    /// Writes what was queued behind the stop.
    private boolean drain(Session session) throws SQLException, InterruptedException {
        if (waiting.isEmpty()) {
            return false;
        }
        waiting.add(stop);
        return writeGroup(session);
    }

    private void commit(Session session, List<Work<?>> group) throws SQLException {
        if (group.isEmpty()) {
            return;
        }
        long begun = System.nanoTime();
        session.execute(Sqlite.BEGIN_WRITE);
        if (!allSucceed(session, group)) {
            session.execute("ROLLBACK");
            session.execute(Sqlite.BEGIN_WRITE);
            runApart(session, group);
        }
        session.execute("COMMIT");
        meter.committed(Duration.ofNanos(System.nanoTime() - begun));
        group.forEach(Work::publish);
    }

    private static boolean allSucceed(Session session, List<Work<?>> group) throws SQLException {
        for (var work : group) {
            if (!work.run(session)) {
                return false;
            }
        }
        return true;
    }

    private static void runApart(Session session, List<Work<?>> group) throws SQLException {
        for (var work : group) {
            session.execute(SAVEPOINT);
            if (!work.run(session)) {
                session.execute(UNDO);
            }
            session.execute(RELEASE);
        }
    }

    private void failWaiting() {
        for (var work = waiting.poll(); work != null; work = waiting.poll()) {
            failLost(work);
        }
    }

    private void failLost(Work<?> work) {
        var cause = fatal;
        work.fail(cause == null
                ? new StoreException("the store " + sqlite.file() + " is closed")
                : sqlite.failure(cause));
    }
}
