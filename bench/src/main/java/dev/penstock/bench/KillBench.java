package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.cli.rehearse.KillSeries;
import dev.penstock.cli.rehearse.Reckoning;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Kills a running `penstock run` with SIGKILL at random moments and resumes it until it is complete. The simulator lives
/// in this process, so its books survive every kill.
final class KillBench {
    private static final String RUN = "kill";
    private static final int IN_FLIGHT = 16;
    private static final Latency LATENCY = new Latency(Duration.ofMillis(20), Duration.ofMillis(80));
    private static final int CALLS_BETWEEN_KILLS = 120;
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1");

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    KillBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// What a series of kills did.
    record Outcome(int kills, int items, Reckoning reckoning) {
        /// The most calls that can have been in flight at the kills.
        long inFlightAtMost() {
            return (long) kills * IN_FLIGHT;
        }

        long accepted() {
            return reckoning.verification().totals().items().accepted();
        }

        boolean holds() {
            return accepted() == items && reckoning.holds(inFlightAtMost());
        }
    }

    /// @return whether nothing was lost and nothing was bought again
    boolean run(int kills, long seed) throws IOException, InterruptedException {
        var outcome = measure(kills, seed);
        out.printf(Locale.ROOT,
                "kill -9 at random moments, resumed until complete; %d calls in flight; SIMULATED; seed %d%n",
                IN_FLIGHT, seed);
        out.printf(Locale.ROOT, "- kills: %d%n- items: %,d, accepted %,d, lost %,d%n", outcome.kills(), outcome.items(),
                outcome.accepted(), outcome.items() - outcome.accepted());
        out.printf(Locale.ROOT, "- journaled replies bought again: %,d%n", outcome.reckoning().boughtTwice());
        out.printf(Locale.ROOT, "- unconfirmed (in flight at a kill): %,d, at most %,d possible%n",
                outcome.reckoning().inFlight(),
                outcome.inFlightAtMost());
        out.println(DetectionTable.ledger(outcome.reckoning().verification()));
        return outcome.holds();
    }

    Outcome measure(int kills, long seed) throws IOException, InterruptedException {
        var items = (kills + 2) * CALLS_BETWEEN_KILLS;
        try (var simulator = Simulator.start(Scenario.clean().withLatency(LATENCY), 0);
                var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.ANTHROPIC, "");
            project.endpoint(Wire.ANTHROPIC, simulator.baseUri(), IN_FLIGHT);
            project.questions(items);
            var series = new KillSeries(project.penstock(JVM), RUN, simulator.books(), (_, _) -> {});
            var end = series.run("echo", project.input().toString(), kills, CALLS_BETWEEN_KILLS, new Random(seed));
            return new Outcome(end.kills(), items, Reckoning.of(project.open(), RUN, simulator));
        }
    }
}
