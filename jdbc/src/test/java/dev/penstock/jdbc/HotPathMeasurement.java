package dev.penstock.jdbc;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Executors;

/// Measures the hot path (intend, received, accept) per item. Not a test: run its main by hand.
final class HotPathMeasurement {
    private static final int ITEMS = 60_000;

    private HotPathMeasurement() {}

    /// @param args the folder to write to; a temporary one without
    public static void main(String[] args) throws IOException {
        var folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("penstock");
        for (int callers : new int[]{256, 64, 256, 1000, 1}) {
            measure(folder.resolve("store-" + System.nanoTime() + ".db"), callers, callers == 1 ? 3_000 : ITEMS);
        }
    }

    private static void measure(Path file, int callers, int items) {
        try (var store = SqliteStore.openForEngine(file, "a measurement")) {
            Samples.start(store, "r", items);
            long start = System.nanoTime();
            try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int worker = 0; worker < callers; worker++) {
                    int first = worker;
                    workers.execute(() -> work(store, first, callers, items));
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double writer = writerCpuNanos() / 1e3 / items;
            long totals = System.nanoTime();
            store.runs().totals("r");
            System.out.printf("%d callers: %,.0f items/s, writer thread %.0f µs CPU each; totals %d ms%n", callers,
                    items / seconds, writer, (System.nanoTime() - totals) / 1_000_000);
        }
    }

    /// The writer's CPU time says what the machine could do if nobody else used it.
    private static long writerCpuNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().equals("penstock-store-writer"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private static void work(SqliteStore store, int first, int callers, int items) {
        for (int seq = first; seq < items; seq += callers) {
            Samples.accept(store, "r", seq);
        }
    }
}
