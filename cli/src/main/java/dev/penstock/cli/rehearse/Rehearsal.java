package dev.penstock.cli.rehearse;

import dev.penstock.engine.Project;
import dev.penstock.item.Usage;
import dev.penstock.prompt.Prompt;
import dev.penstock.settings.SettingsException;
import dev.penstock.simulator.Books;
import dev.penstock.simulator.Call;
import dev.penstock.simulator.Oracle;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Runs a task of a project against the simulator, kills the engine with SIGKILL at random moments, resumes it until the run
/// has ended, and holds what it left against the simulator's books. Touches neither the project nor its store.
public final class Rehearsal {
    private static final String RUN = "rehearsal";
    /// As many as make a storm of a few hundred items.
    private static final int MOST_IN_FLIGHT = 32;
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final Project project;
    private final Plan plan;
    private final KillSeries.Watcher watcher;
    private volatile @Nullable KillSeries series;
    private volatile @Nullable RehearsalFolder used;
    private volatile boolean abandoned;

    /// What to rehearse.
    ///
    /// @param input records; null for the golden cases, or records made for the template
    /// @param seed decides when the engine is killed
    public record Plan(String task, Scenario scenario, int items, int kills, long seed, @Nullable Path input) {}

    /// How it went.
    ///
    /// @param records where the records are from
    /// @param said what the process said that ended by itself
    /// @param took from the first call to the last answer
    /// @param oracle the same for somebody who knows the quota and is never killed
    public record Result(Plan plan, String records, KillSeries.End end, String said, int inFlight, Reckoning reckoning,
            Duration took, Duration oracle) {
        /// The most calls that can have been in flight at the kills.
        public long inFlightAtMost() {
            return (long) end.kills() * inFlight;
        }

        /// Whether every invariant held. Dead letters break none.
        public boolean holds() {
            return reckoning.holds(inFlightAtMost());
        }

        /// Time against the oracle's, without the time in which no engine was there; 1 for an oracle.
        public double againstOracle() {
            return took.minus(end.down()).toMillis() / (double) Math.max(1, oracle.toMillis());
        }
    }

    public Rehearsal(Project project, Plan plan, KillSeries.Watcher watcher) {
        this.project = project;
        this.plan = plan;
        this.watcher = watcher;
    }

    /// Blocks until the run has ended.
    ///
    /// @throws dev.penstock.engine.CannotStartException if there are no records for it
    /// @throws dev.penstock.settings.SettingsException if lint finds an error in the task
    public Result play() throws IOException, InterruptedException {
        var prompt = project.registry().prompt(plan.task());
        refuseBroken();
        var records = records(prompt);
        try (var folder = RehearsalFolder.create();
                var simulator = Simulator.start(folder.knowing(records, plan.scenario()), 0)) {
            used = folder;
            folder.task(plan.task(), project.registry().versionFiles(plan.task()));
            folder.endpoints(project.config(), simulator.baseUri(), inFlight(prompt));
            records.write(plan.items(), folder.input());
            return played(folder, simulator, records.source(), inFlight(prompt));
        }
    }

    /// Stops where it is and removes what it made; for a process that is told to end. [#play] does not return afterwards
    /// with anything that matters.
    public void abandon() {
        abandoned = true;
        var kills = series;
        if (kills != null) {
            kills.abandon();
        }
        var folder = used;
        if (folder != null) {
            folder.close();
        }
    }

    /// Whether [#abandon] was called, so that whatever fails now does so because of it.
    public boolean abandoned() {
        return abandoned;
    }

    private void refuseBroken() {
        var errors = project.lint().task(plan.task()).errors();
        if (!errors.isEmpty()) {
            throw new SettingsException(errors);
        }
    }

    private RehearsalRecords records(Prompt prompt) throws IOException {
        return plan.input() == null
                ? RehearsalRecords.of(project, prompt)
                : RehearsalRecords.of(plan.input(), plan.items(), project.config().maxRecordBytes());
    }

    private int inFlight(Prompt prompt) {
        return Math.min(MOST_IN_FLIGHT,
                project.config().endpoint(prompt.settings().call().endpoint()).limits().maxConcurrency());
    }

    private Result played(RehearsalFolder folder, Simulator simulator, String source, int inFlight)
            throws IOException, InterruptedException {
        var penstock = new PenstockProcess(folder.folder(), JVM, Map.of());
        var callsBetween = Math.max(1, plan.items() / (plan.kills() + 1));
        var kills = new KillSeries(penstock, RUN, simulator.books(), watcher);
        series = kills;
        var end = kills.run(plan.task(), folder.input().toString(), plan.kills(), callsBetween,
                new Random(plan.seed()));
        var reckoning = Reckoning.of(folder.open(), RUN, simulator);
        return new Result(plan, source, end, penstock.said(), inFlight, reckoning, took(simulator.books()),
                oracle(simulator.books(), inFlight));
    }

    private Duration took(Books books) {
        var simulated = books.calls()
                .stream()
                .map(call -> call.when().answered())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return faster(simulated);
    }

    private Duration oracle(Books books, int inFlight) {
        var answers = books.calls().stream().filter(Call::delivered).toList();
        var tokens = answers.stream().map(Call::billed).reduce(Usage.NONE, Usage::plus);
        var millis = answers.stream().mapToLong(Rehearsal::latencyMillis).average().orElse(0);
        var callsPerSecond = millis == 0 ? Double.POSITIVE_INFINITY : inFlight * 1e3 / millis;
        return faster(Oracle.leastTime(plan.scenario(), plan.items(), tokens, callsPerSecond));
    }

    private static long latencyMillis(Call call) {
        return call.when().answered().minus(call.when().arrived()).toMillis();
    }

    private Duration faster(Duration simulated) {
        return Duration.ofNanos((long) (simulated.toNanos() / plan.scenario().rules().speed()));
    }
}
