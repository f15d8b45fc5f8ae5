package dev.penstock.server.console;

import dev.penstock.engine.live.SignsOfLife;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Route;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// The runs, newest first.
public final class RunsPage {
    private static final int PAGE = 25;

    private final Site site;

    RunsPage(Site site) {
        this.site = site;
    }

    List<Route> routes() {
        return List.of(Site.page("/runs").needs(Needs.VIEWER).says("Runs").paged().handledBy(this::show));
    }

    /// A run in the list.
    public record Line(RunRow run, State state, RunFigures figures, boolean resumable) {
        /// Whether its provider works on it in batches, at least at first.
        public boolean inBatches() {
            return RunTab.inBatches(run);
        }

        public Duration worked() {
            return Duration.ofMillis(Math.round(run.activeSeconds() * 1e3));
        }
    }

    /// Whether a person can go on with it.
    static boolean resumable(RunRow run, SignsOfLife signs) {
        return signs.abandoned(run) || run.status() == RunStatus.HALTED || run.status() == RunStatus.PAUSED
                || run.status() == RunStatus.INTERRUPTED || run.status() == RunStatus.CANCELLED;
    }

    private Answer show(Call call) {
        int limit = call.limit(PAGE);
        var records = site.serving().records();
        var rows = records.runs(call.query("cursor"), limit + 1);
        var signs = records.signsOfLife();
        var lines = rows.stream().limit(limit).map(run -> line(run, signs)).toList();
        var model = new HashMap<String, Object>();
        model.put("runs", lines);
        model.put("next", rows.size() > limit ? Optional.of(lines.getLast().run().id()) : Optional.empty());
        model.put("first", call.query("cursor") == null);
        model.put("example", example());
        model.put("now", site.serving().clock().instant());
        return site.show(call, "runs", Place.RUNS.title(), Place.RUNS, model);
    }

    private Line line(RunRow run, SignsOfLife signs) {
        var live = signs.run(run.id());
        var figures = live.isPresent()
                ? RunFigures.of(live.get().progress())
                : RunFigures.of(site.serving().records().numbers(run).totals());
        return new Line(run, State.of(run, signs), figures, resumable(run, signs));
    }

    private String example() {
        return site.serving()
                .project()
                .registry()
                .tasks()
                .stream()
                .sorted()
                .findFirst()
                .map(task -> "penstock run " + task + " --input items.jsonl")
                .orElse("penstock init");
    }
}
