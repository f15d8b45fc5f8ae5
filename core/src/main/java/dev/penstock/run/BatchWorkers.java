package dev.penstock.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Uses many results at once, so that the store commits them in groups. Closing waits for all, and throws what broke one.
final class BatchWorkers implements AutoCloseable {
    private static final int AT_ONCE = 256;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    /// Blocks while many are at work already.
    void submit(Runnable task) {
        room.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                broken.compareAndSet(null, e);
            } finally {
                room.release();
            }
        });
    }

    @Override
    public void close() {
        threads.close();
        switch (broken.get()) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(broken.get());
        }
    }
}
