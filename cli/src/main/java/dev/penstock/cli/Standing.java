package dev.penstock.cli;

import dev.penstock.engine.Records;
import dev.penstock.engine.live.EngineState;
import dev.penstock.engine.live.SignsOfLife;
import dev.penstock.limit.Limiter;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What is at work in a project and what waits to be continued.
///
/// @param atWork the living engine's runs
/// @param waiting reports of runs that are halted, interrupted, paused, or whose engine was killed, and of days of
///     generations that were left; newest first
/// @param more how many more wait
record Standing(SignsOfLife signs, List<RunView> atWork, List<JsonNode> waiting, int more) {
    static final Standing NOTHING = new Standing(new SignsOfLife(null, null), List.of(), List.of(), 0);
    private static final Set<RunStatus> RESUMABLE = Set.of(RunStatus.HALTED, RunStatus.INTERRUPTED, RunStatus.PAUSED);
    private static final int LOOKED_THROUGH = 1_000;
    private static final int SHOWN = 10;

    static Standing of(Records records, Instant now) {
        var working = atWork(records, now);
        var waiting = records.runs(LOOKED_THROUGH)
                .stream()
                .filter(run -> RESUMABLE.contains(run.status()) || working.signs().abandoned(run)
                        || leftOpen(run, records))
                .map(RunRow::id)
                .toList();
        var shown = waiting.stream().limit(SHOWN).<JsonNode>map(records::report).toList();
        return new Standing(working.signs(), working.atWork(), shown, waiting.size() - shown.size());
    }

    /// A day of generations whose program is gone, with some of them pending. A day is on air before it has any, so the signs
    /// of life are read last.
    private static boolean leftOpen(RunRow run, Records records) {
        return run.status() == RunStatus.OPEN
                && records.report(run.id()).path("items").path("pending").asLong(0) > 0
                && records.signsOfLife().run(run.id()).isEmpty();
    }

    /// Without what waits, which costs more to find out.
    static Standing atWork(Records records, Instant now) {
        var signs = records.signsOfLife();
        var state = signs.state();
        var runs = !signs.alive() || state == null
                ? List.<RunView>of()
                : state.runs().stream().map(run -> view(records.run(run.run()), run, state, now)).toList();
        return new Standing(signs, runs, List.of(), 0);
    }

    private static RunView view(RunRow row, EngineState.Run run, EngineState state, Instant now) {
        var then = run.limiter();
        var left = then.pausedFor().minus(Duration.between(state.at(), now));
        var limiter = new Limiter.State(then.inFlight(), then.allowed(), left.isNegative() ? Duration.ZERO : left,
                then.word(), then.why(), then.parked(), then.traffic());
        return new RunView(row, run.progress(), limiter, run.pace());
    }

    ObjectNode json(Instant now) {
        var node = JsonNodeFactory.instance.objectNode();
        if (signs.alive()) {
            engine(node.putObject("engine"));
        } else {
            node.putNull("engine");
        }
        var runs = node.putArray("runs");
        atWork.forEach(view -> runs.add(run(view, now)));
        var resumable = node.putArray("waiting");
        waiting.forEach(report -> resumable.add(waiting(report)));
        return node.put("moreWaiting", more).put("t", now.toString());
    }

    private void engine(ObjectNode node) {
        node.put("who", signs.engine());
        var state = signs.state();
        if (state != null) {
            node.put("owner", state.owner())
                    .put("pid", state.pid())
                    .put("since", state.since().toString())
                    .put("at", state.at().toString());
        }
    }

    private static ObjectNode run(RunView view, Instant now) {
        var node = ProgressEvent.moment(view).put("task", view.run().task()).put("model", view.run().model());
        node.put("simulated", view.run().simulated())
                .putObject("endpoint")
                .put("name", view.run().endpoint())
                .setAll(ProgressEvent.state(view.endpoint(), now));
        return node;
    }

    private static ObjectNode waiting(JsonNode report) {
        var node = JsonNodeFactory.instance.objectNode();
        for (var key : List.of("run", "task", "status", "engine", "why", "startedAt", "items")) {
            if (report.has(key)) {
                node.set(key, report.path(key));
            }
        }
        return node.put("next", RunEnding.resume(report));
    }
}
