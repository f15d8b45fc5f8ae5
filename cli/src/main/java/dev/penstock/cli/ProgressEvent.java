package dev.penstock.cli;

import dev.penstock.engine.alert.Alert;
import dev.penstock.engine.live.Moment;
import dev.penstock.limit.Limiter;
import dev.penstock.store.DeadLetters.Arrival;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The lines of `--json`: one object each, `t` and `event` first.
final class ProgressEvent {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ProgressEvent() {}

    static ObjectNode started(RunView view, Instant time) {
        var run = view.run();
        var event = event("started", view, time).put("task", run.task()).put("promptVersion", run.promptVersion());
        return event.put("endpoint", run.endpoint())
                .put("model", run.model())
                .put("mode", run.mode())
                .put("output", run.outputDir())
                .put("simulated", run.simulated());
    }

    static ObjectNode progress(RunView view, Instant time) {
        var event = event("progress", view, time);
        event.setAll(moment(view));
        return event;
    }

    /// A moment of a run, without a time.
    static ObjectNode moment(RunView view) {
        return new Moment(view.now(), view.endpoint(), view.pace()).json(view.run().id());
    }

    static ObjectNode endpoint(RunView view, Instant time) {
        var event = event("endpoint", view, time).put("endpoint", view.run().endpoint());
        event.setAll(state(view.endpoint(), time));
        return event;
    }

    /// How an endpoint stands.
    ///
    /// @param time of the snapshot
    static ObjectNode state(Limiter.State endpoint, Instant time) {
        var traffic = endpoint.traffic();
        var paused = !endpoint.pausedFor().isZero();
        var state = JSON.objectNode()
                .put("state", endpoint.word())
                .put("why", endpoint.why())
                .put("inFlight", endpoint.inFlight())
                .put("allowed", endpoint.allowed())
                .put("parked", endpoint.parked())
                .put("pausedForMs", endpoint.pausedFor().toMillis())
                .put("pausedUntil", paused ? millis(time.plus(endpoint.pausedFor())) : null)
                .put("learnedRequestsPerMinute", traffic.learnedPerMinute())
                .put("passed", traffic.passed())
                .put("rejected", traffic.rejected())
                .put("failed", traffic.failed());
        var limits = state.putObject("limitsPerMinute");
        traffic.quotas()
                .forEach(quota -> limits.putObject(quota.dimension().label())
                        .put("limit", Math.round(quota.perMinute()))
                        .put("configured", quota.configured()));
        var cap = traffic.needlessCap();
        return state.put("needlessCap", cap == null ? null : cap.label());
    }

    private static String millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static ObjectNode deadLetter(String run, Arrival letter, Instant time) {
        return event("dead-letter", run, time).put("deadLetter", letter.id())
                .put("id", letter.itemId())
                .put("reason", letter.reason());
    }

    static ObjectNode alert(String run, Alert alert) {
        return event("alert", run, alert.at()).setAll(alert.json());
    }

    static ObjectNode finished(RunView view, String status, int exit, Instant time) {
        return event("finished", view, time).put("status", status).put("exit", exit);
    }

    private static ObjectNode event(String name, RunView view, Instant time) {
        return event(name, view.run().id(), time);
    }

    private static ObjectNode event(String name, String run, Instant time) {
        return JSON.objectNode()
                .put("t", millis(time))
                .put("event", name)
                .put("run", run);
    }
}
