package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.NOON;

import dev.penstock.store.StoreLockedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executors;

/// An engine in a process of its own, to be killed. It prints a line for every write that was confirmed.
final class StoreChild {
    private static final int THREADS = 16;

    private StoreChild() {}

    /// @param args the store, the run, the first and the last item to work on; `hold` instead of items only holds the lock,
    /// `look` asks for ever who has it; a fifth word makes it move the log into the file all the time
    public static void main(String[] args) throws InterruptedException {
        if (args[1].equals("look")) {
            System.out.println("looking");
            while (true) {
                SqliteStore.engineAtWork(Path.of(args[0]));
            }
        }
        try (var store = args.length > 4
                ? movingItsLog(Path.of(args[0]))
                : SqliteStore.openForEngine(Path.of(args[0]), "a child")) {
            System.out.println("open");
            if (args[1].equals("hold")) {
                Thread.currentThread().join();
            }
            long first = Long.parseLong(args[2]);
            long end = Long.parseLong(args[3]);
            try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < THREADS; i++) {
                    long start = first + i;
                    workers.execute(() -> work(store, args[1], start, end));
                }
            }
        } catch (StoreLockedException locked) {
            System.out.println("locked");
        }
    }

    private static SqliteStore movingItsLog(Path file) {
        return new SqliteStore(new Sqlite(file, List.of(), List.of("PRAGMA wal_autocheckpoint = 8")), null,
                new SecureRandom());
    }

    private static void work(SqliteStore store, String run, long start, long end) {
        for (long seq = start; seq < end; seq += THREADS) {
            long attempt = store.journal().intend(Samples.intent(run, seq, 1));
            System.out.println("intended " + seq);
            store.journal().received(attempt, Samples.reply(200, 5), NOON);
            System.out.println("received " + seq);
            if (seq % 5 == 0) {
                store.journal().deadLetter(Samples.rejected(attempt, run, seq), Samples.MISMATCH, NOON);
                System.out.println("buried " + seq);
            } else {
                store.journal().accept(Samples.useful(attempt, run, seq), "{\"n\":" + seq + "}", NOON);
                System.out.println("accepted " + seq);
            }
        }
    }
}
