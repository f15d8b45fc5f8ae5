package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.cli.rehearse.Reckoning;
import dev.penstock.engine.CompressedTime;
import dev.penstock.simulator.Books;
import dev.penstock.simulator.Episode;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Quota;
import dev.penstock.simulator.Quota.Shared;
import dev.penstock.simulator.Rules;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Storms without end: the faults of the built-in `storm` again and again, met by `penstock run` as a process with a small
/// heap, in compressed time over HTTP. Says whether anything grows with time and whether anything is lost.
final class SoakBench {
    private static final String RUN = "soak";
    private static final String TASK = "storm";
    private static final double SPEED = 15;
    private static final int IN_FLIGHT = 200;
    private static final String HEAP = "-Xmx96m";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STORM = Duration.ofMinutes(15);
    /// Fewer than finish in one storm, so that there are always enough of them.
    private static final int ITEMS_PER_STORM = 5_000;
    private static final int PART_OF_THE_QUOTA = 4;
    private static final long LOOK_MILLIS = 200;
    private static final Duration AT_MOST = Duration.ofHours(6);

    private static final long MORE_HEAP_MEGABYTES = 8;
    private static final long MORE_DESCRIPTORS = 32;
    private static final long LOG_BYTES_PER_HOUR = 100_000;

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    SoakBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// What the process took.
    ///
    /// @param calls that had arrived at the provider
    /// @param heapMegabytes in use after a collection
    /// @param descriptors the most files and connections that were open at once, since the footprint before
    /// @param logBytes all it had said
    record Footprint(long calls, long heapMegabytes, long descriptors, long logBytes) {}

    /// @param early after a third of the items
    /// @param late after nearly all
    /// @param spoiled items that the provider never answers well
    /// @param simulated how long it took, in the time that both live in
    record Outcome(int items, Footprint early, Footprint late, int exitCode, String said, long spoiled,
            Duration simulated, Reckoning reckoning) {
        /// Whether every item ended where it belongs, and the ledger is what the books say.
        boolean whole() {
            var counts = reckoning.verification().totals().items();
            return counts.total() == items && counts.deadLettered() == spoiled
                    && counts.accepted() == items - spoiled && reckoning.holds(0);
        }

        /// Whether a longer run would need no more than this one.
        boolean flat() {
            return late.heapMegabytes() <= early.heapMegabytes() + MORE_HEAP_MEGABYTES
                    && late.descriptors() <= early.descriptors() + MORE_DESCRIPTORS
                    && late.logBytes() <= LOG_BYTES_PER_HOUR * (1 + simulated.toSeconds() / 3_600.0);
        }
    }

    /// @return whether nothing grew and nothing was lost
    boolean run(int items) throws IOException, InterruptedException {
        var outcome = measure(items);
        var totals = outcome.reckoning().verification().totals();
        out.printf(Locale.ROOT,
                "%,d items through one storm after the other with %s, at most %d in flight; %.1f h of the"
                        + " provider's time, compressed %.0f times; SIMULATED%n",
                items, HEAP, IN_FLIGHT,
                outcome.simulated().toSeconds() / 3_600.0, SPEED);
        out.printf(Locale.ROOT,
                "- accepted: %,d, dead-lettered: %,d (the provider refuses %,d), lost: %,d; exit code %d%n",
                totals.items().accepted(), totals.items().deadLettered(), outcome.spoiled(),
                items - totals.items().accepted() - totals.items().deadLettered(), outcome.exitCode());
        out.printf(Locale.ROOT, "- failures that healed: %s; unconfirmed: %,d%n", totals.retryable(),
                totals.attempts().unconfirmed());
        out.println(line("after a third", outcome.early()));
        out.println(line("near the end", outcome.late()));
        out.println(DetectionTable.ledger(outcome.reckoning().verification()));
        return outcome.whole() && outcome.flat();
    }

    private static String line(String when, Footprint taken) {
        return String.format(Locale.ROOT,
                "- %s, at call %,d: heap after a collection %,d MB, most open files and connections %,d, said %,d bytes",
                when, taken.calls(), taken.heapMegabytes(), taken.descriptors(), taken.logBytes());
    }

    Outcome measure(int items) throws IOException, InterruptedException {
        try (var simulator = Simulator.start(scenario(items), 0); var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts").resolve(TASK), Wire.ANTHROPIC, "");
            project.timeout(TASK, new CompressedTime(SPEED).onTheWall(TIMEOUT));
            project.endpoint(Wire.ANTHROPIC, simulator.baseUri(), IN_FLIGHT);
            project.questions(items);
            var penstock = project.penstock(List.of(HEAP), SPEED);
            var from = System.nanoTime();
            var child = penstock.start("run", TASK, "--input", project.input().toString(), "--run-id", RUN);
            try {
                var early = footprint(child, project, simulator.books(), items / 3);
                footprint(child, project, simulator.books(), items * 2L / 3);
                var late = footprint(child, project, simulator.books(), items * 19L / 20);
                var ended = child.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS);
                var took = Duration.ofNanos((long) ((System.nanoTime() - from) * SPEED));
                return new Outcome(items, early, late, ended ? child.exitValue() : -1, penstock.said(),
                        simulator.books().items().size(), took, Reckoning.of(project.open(), RUN, simulator));
            } finally {
                child.destroyForcibly();
            }
        }
    }

    /// Waits until so many calls have arrived.
    private static Footprint footprint(Process child, BenchProject project, Books books, long calls)
            throws IOException, InterruptedException {
        var descriptors = 0L;
        while (books.arrived() < calls) {
            if (child.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new BenchException("penstock ended after " + books.arrived() + " calls with "
                        + child.exitValue() + ": " + project.penstock(List.of()).said());
            }
            descriptors = Math.max(descriptors, ProcessMemory.openFiles(child));
        }
        return new Footprint(books.arrived(), ProcessMemory.liveMegabytes(child), descriptors,
                project.penstock(List.of()).said().length());
    }

    /// The storm without an end, and some replies that nothing can heal.
    private static Scenario scenario(int items) {
        var storm = Scenario.named("storm");
        var storms = 2 + items / ITEMS_PER_STORM;
        var faults = new ArrayList<>(storm.faults());
        faults.add(Fault.ofCalls(FaultKind.RATE_LIMIT, 0.002)
                .with(new Fault.Options(null, Fault.RetryAfter.MIXED, null, null)));
        faults.add(Fault.ofCalls(FaultKind.CUT_OFF, 0.002));
        faults.add(Fault.ofCalls(FaultKind.MALFORMED_JSON, 0.002));
        faults.add(Fault.ofCalls(FaultKind.MISSING_USAGE, 0.001));
        faults.add(Fault.ofItems(FaultKind.REFUSAL, 0.002));
        return storm.withRules(Rules.USUAL.withSpeed(SPEED).withClientSpeed(SPEED).withItems(items))
                .withQuota(endless(Objects.requireNonNull(storm.quota()), storms))
                .withEpisodes(endless(storm.episodes(), storms))
                .withFaults(faults);
    }

    private static Quota endless(Quota quota, int storms) {
        var shared = new ArrayList<Shared>();
        for (var i = 0; i < storms; i++) {
            var start = STORM.multipliedBy(i);
            quota.ways()
                    .shared()
                    .forEach(part -> shared
                            .add(new Shared(start.plus(part.from()), start.plus(part.to()), part.ours())));
        }
        return new Quota(part(quota.requestsPerMinute()), part(quota.inputTokensPerMinute()),
                part(quota.outputTokensPerMinute()), quota.burst(), quota.ways().withShared(shared));
    }

    private static long part(@Nullable Long limit) {
        return Objects.requireNonNull(limit) / PART_OF_THE_QUOTA;
    }

    private static List<Episode> endless(List<Episode> episodes, int storms) {
        var all = new ArrayList<Episode>();
        for (var i = 0; i < storms; i++) {
            var start = STORM.multipliedBy(i);
            episodes.forEach(episode -> all.add(later(episode, start)));
        }
        return all;
    }

    private static Episode later(Episode episode, Duration start) {
        return switch (episode.span()) {
            case Episode.Span.Time(var from, var to) -> new Episode(episode.kind(),
                    new Episode.Span.Time(start.plus(from), start.plus(to)), episode.rate());
            case Episode.Span.Calls _ -> episode;
        };
    }
}
