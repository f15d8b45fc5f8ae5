package dev.penstock.jdbc;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A task handed to a thread that owns a connection, and the caller who waits for it. Waiting parks a virtual thread
/// without pinning its carrier, and is not ended by an interrupt: what became of a write is always known.
final class Work<T> {
    private final Session.Task<T> task;
    private final boolean awaited;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable RuntimeException refusal;

    /// @param awaited whether somebody waits for it now
    Work(Session.Task<T> task, boolean awaited) {
        this.task = task;
        this.awaited = awaited;
    }

    boolean isAwaited() {
        return awaited;
    }

    /// Runs the task; nobody is told before [#publish()].
    ///
    /// @return false if the task was refused for a reason of its own, so that its changes must be undone
    /// @throws SQLException if the database itself fails
    boolean run(Session session) throws SQLException {
        value = null;
        refusal = null;
        try {
            value = task.run(session);
        } catch (RuntimeException e) {
            refusal = e;
        } catch (SQLException e) {
            refusal = Sqlite.refusal(e);
        }
        return refusal == null;
    }

    /// Tells the caller what came of it, after the transaction is durable.
    void publish() {
        if (refusal == null) {
            done.complete(Objects.requireNonNull(value));
        } else {
            done.completeExceptionally(refusal);
        }
    }

    /// Whether the caller still waits.
    boolean isOpen() {
        return !done.isDone();
    }

    void fail(RuntimeException failure) {
        done.completeExceptionally(failure);
    }

    /// Blocks until the result is published.
    T await() {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
