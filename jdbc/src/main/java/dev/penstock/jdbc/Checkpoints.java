package dev.penstock.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Moves what is committed from the write-ahead log into the file, beside the writer: a commit that finds the log full has to move
/// it while everybody waits, and finds little left of it this way. (Under a steady load only the writer can begin the log anew,
/// because all of it must have been moved then: https://www.sqlite.org/wal.html, section 2.2, read 2026-11.)
final class Checkpoints implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Sqlite sqlite;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

    private Checkpoints(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    static Checkpoints start(Sqlite sqlite) {
        var checkpoints = new Checkpoints(sqlite);
        Thread.ofPlatform().name("penstock-store-checkpoints").daemon().start(checkpoints::moveUntilStopped);
        return checkpoints;
    }

    /// Waits for what is being moved.
    @Override
    public void close() {
        stop.countDown();
        stopped.join();
    }

    private void moveUntilStopped() {
        try (var session = sqlite.openForReading()) {
            while (!stop.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
                Sqlite.moveLog(session);
            }
        } catch (SQLException _) {
            // Whatever is wrong with the file, the writer meets it and says so; until then it moves the log itself.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.complete(true);
        }
    }
}
