package dev.penstock.cli.rehearse;

import dev.penstock.simulator.Books;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Kills a run with SIGKILL at random moments and resumes it until it has ended. The simulator lives in this process, so its
/// books survive every kill.
public final class KillSeries {
    private static final long LOOK_MILLIS = 2;
    /// Longer than a run that stands still takes to give itself up.
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final PenstockProcess penstock;
    private final String runId;
    private final Books books;
    private final Watcher watcher;
    private volatile @Nullable Process running;
    private volatile boolean abandoned;

    /// Is told of every kill.
    public interface Watcher {
        /// @param number of the kill, the first is 1
        /// @param calls that had arrived at the provider
        void killed(int number, long calls);
    }

    /// @param books of the simulator that the project's endpoint points at
    public KillSeries(PenstockProcess penstock, String runId, Books books, Watcher watcher) {
        this.penstock = penstock;
        this.runId = runId;
        this.books = books;
        this.watcher = watcher;
    }

    /// @param kills how often it was killed: fewer than asked for when the run ended before
    /// @param down time between the kills and the next call of the resumed engine, all together
    /// @param exitCode of the process that ended by itself
    public record End(int kills, Duration down, int exitCode) {}

    /// Starts the run and ends when a process of it ended by itself. Blocks.
    ///
    /// @param callsBetween a kill comes after 1 to so many more calls, counted from the resumed engine's first
    /// @throws IOException if a process cannot be started, or neither calls nor ends for an hour
    public End run(String task, String input, int kills, int callsBetween, RandomGenerator random)
            throws IOException, InterruptedException {
        var process = started("run", task, "--input", input, "--run-id", runId, "--quiet");
        var killed = 0;
        var down = Duration.ZERO;
        try {
            while (killed < kills && arrives(books.arrived() + random.nextInt(callsBetween) + 1, process)) {
                process.destroyForcibly();
                process.waitFor();
                killed++;
                watcher.killed(killed, books.arrived());
                var from = System.nanoTime();
                process = started("resume", runId, "--quiet");
                arrives(books.arrived() + 1, process);
                down = down.plusNanos(System.nanoTime() - from);
            }
            arrives(Long.MAX_VALUE, process);
            return new End(killed, down, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    /// Kills the process that runs now, for good.
    void abandon() {
        abandoned = true;
        var process = running;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private Process started(String... arguments) throws IOException {
        if (abandoned) {
            throw new IOException("the series was abandoned");
        }
        var process = penstock.start(arguments);
        running = process;
        return process;
    }

    /// Waits until so many calls have arrived.
    ///
    /// @return false if the process ended before
    private boolean arrives(long calls, Process process) throws IOException, InterruptedException {
        var seen = books.arrived();
        var since = System.nanoTime();
        while (books.arrived() < calls) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
            if (books.arrived() != seen) {
                seen = books.arrived();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new IOException("it neither called nor ended for " + PATIENCE.toMinutes() + " minutes: "
                        + penstock.said());
            }
        }
        return true;
    }
}
