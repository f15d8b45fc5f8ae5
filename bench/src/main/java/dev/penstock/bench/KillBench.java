package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.cli.rehearse.KillSeries;
import dev.penstock.cli.rehearse.Reckoning;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import dev.penstock.store.AttemptRow;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// Kills a running `penstock run` with SIGKILL at random moments and resumes it until it is complete. The simulator lives
/// in this process, so its books survive every kill. Some of its replies fail on the wire, so that retries, pauses and lost
/// replies are killed too.
final class KillBench {
    private static final String RUN = "kill";
    private static final int ITEMS = 2_000;
    private static final int IN_FLIGHT = 16;
    private static final Latency LATENCY = new Latency(Duration.ofMillis(20), Duration.ofMillis(80));
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1");

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    KillBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// What a series of kills did.
    ///
    /// @param inFlight calls whose reply was not journaled when a kill came, by their ids
    /// @param unconfirmed attempts of which the ledger says so at the end
    /// @param mostAtOnce the most of them at one kill
    record Outcome(int kills, int items, Set<String> inFlight, Set<String> unconfirmed, int mostAtOnce,
            Reckoning reckoning) {
        long accepted() {
            return reckoning.verification().totals().items().accepted();
        }

        boolean holds() {
            return accepted() == items && unconfirmed.equals(inFlight) && mostAtOnce <= IN_FLIGHT
                    && reckoning.holds(inFlight.size());
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
        out.printf(Locale.ROOT, "- in flight at a kill: %,d, at most %d at once; booked as unconfirmed: %s%n",
                outcome.inFlight().size(), outcome.mostAtOnce(),
                outcome.unconfirmed().equals(outcome.inFlight()) ? "exactly those" : "OTHERS");
        out.printf(Locale.ROOT, "- lost or without usage on the wire, unconfirmed too: %,d%n",
                outcome.reckoning().lostReplies());
        out.println(DetectionTable.ledger(outcome.reckoning().verification()));
        return outcome.holds();
    }

    Outcome measure(int kills, long seed) throws IOException, InterruptedException {
        try (var simulator = Simulator.start(scenario(), 0); var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.ANTHROPIC, "");
            project.endpoint(Wire.ANTHROPIC, simulator.baseUri(), IN_FLIGHT);
            project.questions(ITEMS);
            var inFlight = new HashSet<String>();
            var mostAtOnce = new AtomicInteger();
            var series = new KillSeries(project.penstock(JVM), RUN, simulator.books(), (_, _) -> {
                var lost = neverReceived(project, attempt -> !attempt.concluded());
                inFlight.addAll(lost);
                mostAtOnce.accumulateAndGet(lost.size(), Math::max);
            });
            var end = series.run("echo", project.input().toString(), kills, callsBetween(kills), new Random(seed));
            return new Outcome(end.kills(), ITEMS, inFlight, neverReceived(project, AttemptRow::concluded),
                    mostAtOnce.get(), Reckoning.of(project.open(), RUN, simulator));
        }
    }

    private static Scenario scenario() {
        return Scenario.clean()
                .withLatency(LATENCY)
                .withFaults(List.of(Fault.ofItems(FaultKind.SERVER_ERROR, 0.02), Fault.ofItems(FaultKind.RESET, 0.01),
                        Fault.ofItems(FaultKind.CUT_OFF, 0.01), Fault.ofItems(FaultKind.MALFORMED_JSON, 0.01),
                        Fault.ofItems(FaultKind.MISSING_USAGE, 0.01), Fault.ofItems(FaultKind.RATE_LIMIT, 0.005)));
    }

    /// Twice as many calls as lie between two kills on average, with some left for after the last. Whatever was in flight at a
    /// kill is called again, so the calls never run out before the kills.
    private static int callsBetween(int kills) {
        return Math.max(2, 8 * ITEMS / (5 * (kills + 1)));
    }

    /// Attempts for which nothing came back, not even a broken connection.
    private static Set<String> neverReceived(BenchProject project, Predicate<AttemptRow> which) {
        var ids = new HashSet<String>();
        try (var store = SqliteStore.open(project.open().config().store())) {
            store.runs().forEachAttempt(RUN, attempt -> {
                if (attempt.latencyMs() == null && which.test(attempt)) {
                    ids.add(attempt.intent().callId());
                }
            });
        }
        return ids;
    }
}
