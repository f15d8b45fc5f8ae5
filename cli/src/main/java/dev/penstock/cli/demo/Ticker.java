package dev.penstock.cli.demo;

import java.time.Duration;
import java.util.function.Supplier;

/// Shows how far a step is, again and again until it is closed.
final class Ticker implements AutoCloseable {
    private static final Duration LIVE = Duration.ofMillis(200);
    private static final Duration PLAIN = Duration.ofSeconds(10);

    private final Stage stage;
    private final Thread thread;

    private Ticker(Stage stage, Thread thread) {
        this.stage = stage;
        this.thread = thread;
    }

    static Ticker show(Stage stage, Supplier<String> progress) {
        var thread = Thread.ofPlatform().daemon().name("demo-progress").start(() -> tick(stage, progress));
        return new Ticker(stage, thread);
    }

    private static void tick(Stage stage, Supplier<String> progress) {
        try {
            while (true) {
                if (stage.live()) {
                    stage.progress(progress.get());
                }
                Thread.sleep(stage.live() ? LIVE : PLAIN);
                if (!stage.live()) {
                    stage.progress(progress.get());
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        stage.progressEnded();
    }
}
