package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.engine.Verification;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.simulator.Books;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Kills a running `penstock run` with SIGKILL at random moments and resumes it until it is complete. The simulator lives
/// in this process, so its books survive every kill.
final class KillBench {
    private static final String RUN = "kill";
    private static final int IN_FLIGHT = 16;
    private static final Latency LATENCY = new Latency(Duration.ofMillis(20), Duration.ofMillis(80));
    private static final int CALLS_BETWEEN_KILLS = 120;
    private static final Duration CHILD = Duration.ofMinutes(5);
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
    /// @param pending items without an outcome at the end
    /// @param boughtAgain billed calls of items beyond the one they needed, the unconfirmed ones aside
    /// @param unconfirmed attempts that were in flight at a kill
    /// @param inFlightAtMost the most calls that can have been in flight at the kills
    record Outcome(int kills, int items, long accepted, long pending, long boughtAgain, long unconfirmed,
            long inFlightAtMost, Verification verification) {
        boolean holds() {
            return pending == 0 && accepted == items && boughtAgain == 0 && unconfirmed <= inFlightAtMost
                    && verification.holds();
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
        out.printf(Locale.ROOT, "- journaled replies bought again: %,d%n", outcome.boughtAgain());
        out.printf(Locale.ROOT, "- unconfirmed (in flight at a kill): %,d, at most %,d possible%n",
                outcome.unconfirmed(),
                outcome.inFlightAtMost());
        out.println(DetectionTable.ledger(outcome.verification()));
        return outcome.holds();
    }

    Outcome measure(int kills, long seed) throws IOException, InterruptedException {
        var random = new Random(seed);
        var items = (kills + 2) * CALLS_BETWEEN_KILLS;
        try (var simulator = Simulator.start(Scenario.clean().withLatency(LATENCY), 0);
                var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.ANTHROPIC, "");
            project.endpoint(Wire.ANTHROPIC, simulator.baseUri(), IN_FLIGHT);
            project.inputs(questions(items));
            var killed = 0;
            var child = run(project);
            while (killed < kills && killAfter(random.nextInt(1, CALLS_BETWEEN_KILLS), child, simulator.books())) {
                killed++;
                child = resume(project);
            }
            PenstockProcess.finish(child, project, CHILD);
            return outcome(killed, items, project, simulator);
        }
    }

    private static List<Map<String, String>> questions(int items) {
        return IntStream.range(0, items)
                .mapToObj(i -> Map.of("id", "q" + i, "text", "Question number " + i + ": where is my parcel?"))
                .toList();
    }

    private static Process run(BenchProject project) throws IOException {
        return PenstockProcess.start(project, JVM, "run", "echo", "--input", project.input().toString(), "--run-id",
                RUN, "--quiet");
    }

    private static Process resume(BenchProject project) throws IOException {
        return PenstockProcess.start(project, JVM, "resume", RUN, "--quiet");
    }

    /// Kills the child once so many more calls have arrived.
    ///
    /// @return false if it ended before
    private static boolean killAfter(int calls, Process child, Books books) throws InterruptedException {
        var target = books.totals().calls() + calls;
        while (books.totals().calls() < target) {
            if (child.waitFor(2, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        child.destroyForcibly();
        child.waitFor();
        return true;
    }

    private static Outcome outcome(int kills, int items, BenchProject project, Simulator simulator) {
        var unconfirmed = new HashMap<String, Long>();
        try (var store = SqliteStore.open(project.open().config().store())) {
            store.runs().forEachAttempt(RUN, attempt -> {
                if (attempt.purpose() == Purpose.UNCONFIRMED) {
                    unconfirmed.put(attempt.intent().callId(), attempt.intent().seq());
                }
            });
        }
        try (var records = project.open().records()) {
            var verification = records.verify(RUN, simulator.baseUri());
            return new Outcome(kills, items, verification.totals().items().accepted(),
                    verification.totals().items().pending(),
                    boughtAgain(simulator.books(), unconfirmed), verification.totals().attempts().unconfirmed(),
                    (long) kills * IN_FLIGHT, verification);
        }
    }

    /// Every item needs one billed call; what was in flight at a kill is counted apart.
    private static long boughtAgain(Books books, Map<String, Long> unconfirmed) {
        var paid = new HashMap<String, Integer>();
        for (var call : books.calls()) {
            if (!call.billed().equals(Usage.NONE) && !unconfirmed.containsKey(String.valueOf(call.clientRequestId()))) {
                paid.merge(String.valueOf(call.about().item()), 1, Integer::sum);
            }
        }
        return paid.values().stream().mapToLong(calls -> calls - 1).sum();
    }
}
