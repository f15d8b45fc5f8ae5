package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.cli.rehearse.Reckoning;
import dev.penstock.simulator.Books;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// How long a large run that was killed needs until it calls again, and whether it pays again for what it has: killed with
/// SIGKILL when nine tenths of its items are done, which is when there is most to read. The simulator lives in this
/// process, so its books survive the kill.
final class ResumeBench {
    private static final String RUN = "resume";
    private static final int IN_FLIGHT = 64;
    private static final double BAR_SECONDS = 5;
    private static final Duration AT_MOST = Duration.ofMinutes(30);
    private static final int LOOK_MILLIS = 1;
    /// No Java has sent a request so soon after its start: what arrives until then was sent by the one that was killed.
    private static final int SENT_BEFORE_MILLIS = 100;

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    ResumeBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// @param killedAfter calls
    /// @param seconds from the start of the resuming process to its first request at the server
    record Outcome(int items, long killedAfter, double seconds, Reckoning reckoning) {
        boolean holds() {
            return seconds < BAR_SECONDS && reckoning.verification().totals().items().accepted() == items
                    && reckoning.holds(IN_FLIGHT);
        }
    }

    /// @return whether it called again in time, nothing was lost and nothing was bought again
    boolean run(int items) throws IOException, InterruptedException {
        var outcome = measure(items);
        var totals = outcome.reckoning().verification().totals();
        out.printf(Locale.ROOT, "kill -9 of a run of %,d items after %,d calls, then resume; %d in flight; SIMULATED%n",
                items, outcome.killedAfter(), IN_FLIGHT);
        out.printf(Locale.ROOT, "- start of `penstock resume` to its first request: %.1f s (bar %.0f)%n",
                outcome.seconds(), BAR_SECONDS);
        out.printf(Locale.ROOT, "- accepted: %,d%n- journaled replies bought again: %,d%n", totals.items().accepted(),
                outcome.reckoning().boughtTwice());
        out.printf(Locale.ROOT, "- unconfirmed (in flight at the kill): %,d%n", outcome.reckoning().inFlight());
        out.println(DetectionTable.ledger(outcome.reckoning().verification()));
        return outcome.holds();
    }

    Outcome measure(int items) throws IOException, InterruptedException {
        try (var simulator = Simulator.start(Scenario.clean(), 0); var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.ANTHROPIC, "");
            project.endpoint(Wire.ANTHROPIC, simulator.baseUri(), IN_FLIGHT);
            project.questions(items);
            var killedAfter = kill(project, simulator.books(), items * 9L / 10);
            var penstock = project.penstock(List.of());
            var from = System.nanoTime();
            var resumed = penstock.start("resume", RUN, "--quiet");
            resumed.waitFor(SENT_BEFORE_MILLIS, TimeUnit.MILLISECONDS);
            awaitCalls(simulator.books().arrived() + 1, resumed, simulator.books());
            var seconds = (System.nanoTime() - from) / 1e9;
            BenchProject.finish(penstock, resumed, AT_MOST);
            return new Outcome(items, killedAfter, seconds, Reckoning.of(project.open(), RUN, simulator));
        }
    }

    private static long kill(BenchProject project, Books books, long calls) throws IOException, InterruptedException {
        var running = project.penstock(List.of())
                .start("run", "echo", "--input", project.input().toString(), "--run-id", RUN, "--quiet");
        awaitCalls(calls, running, books);
        running.destroyForcibly().waitFor();
        return books.arrived();
    }

    private static void awaitCalls(long calls, Process process, Books books) throws InterruptedException {
        while (books.arrived() < calls) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new BenchException(
                        "penstock ended after " + books.arrived() + " calls, before it could be killed");
            }
        }
    }
}
