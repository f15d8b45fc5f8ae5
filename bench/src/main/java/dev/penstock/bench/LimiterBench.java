package dev.penstock.bench;

import dev.penstock.item.Usage;
import dev.penstock.limit.EndpointLimiter;
import dev.penstock.limit.Estimate;
import dev.penstock.limit.HaltedException;
import dev.penstock.limit.Lane;
import dev.penstock.limit.Limits;
import dev.penstock.limit.Ticker;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.provider.QuotaReading.Level;
import dev.penstock.provider.Reply;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What the endpoint controller costs per call: a permit taken and settled, with headers, while 512 virtual threads want
/// one. Nothing is called in between.
final class LimiterBench {
    private static final int WORKERS = 512;
    private static final double BAR_MICROS = 20;
    private static final Estimate CALL = new Estimate("bench", 1_000, 300, false);
    private static final Reply REPLY = new Reply.Completed("{}", "end_turn", Usage.of(1_000, 200), "req_1");
    private static final QuotaReading HEADERS = new QuotaReading(
            List.of(new Level(Dimension.REQUESTS, 1_000_000_000, 900_000_000),
                    new Level(Dimension.INPUT_TOKENS, 1_000_000_000_000L, 900_000_000_000L),
                    new Level(Dimension.OUTPUT_TOKENS, 1_000_000_000_000L, 900_000_000_000L)));

    private final PrintStream out;

    LimiterBench(PrintStream out) {
        this.out = out;
    }

    /// @param calls in each round
    /// @return whether a permit costs no more than it may
    boolean run(int calls) throws InterruptedException {
        out.println("| allowed at once | threads that want a permit | acquire + settle |");
        out.println("|--:|--:|--:|");
        var reached = true;
        for (int allowed : new int[]{WORKERS, 64, 1}) {
            micros(allowed, calls);
            double micros = micros(allowed, calls);
            out.printf(Locale.ROOT, "| %d | %d | %.1f µs |%n", allowed, WORKERS, micros);
            reached &= micros <= BAR_MICROS;
        }
        return reached;
    }

    private static double micros(int allowed, int calls) throws InterruptedException {
        var limiter = new EndpointLimiter(new Limits(null, null, null, allowed), new Random(1),
                Ticker.of(System::nanoTime));
        var start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<?>>();
            for (int i = 0; i < WORKERS; i++) {
                results.add(threads.submit(() -> {
                    work(limiter, calls / WORKERS);
                    return null;
                }));
            }
            for (var result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw new BenchException("a worker broke: " + e.getCause());
        }
        return (System.nanoTime() - start) / 1e3 / calls;
    }

    private static void work(EndpointLimiter limiter, int calls) throws InterruptedException, HaltedException {
        for (int i = 0; i < calls; i++) {
            limiter.acquire(Lane.BULK, CALL).settle(REPLY, HEADERS);
        }
    }
}
