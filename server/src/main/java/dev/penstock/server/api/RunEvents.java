package dev.penstock.server.api;

import dev.penstock.engine.RunHandle;
import dev.penstock.engine.live.Moment;
import dev.penstock.engine.live.Pace;
import dev.penstock.server.http.EventSource;
import dev.penstock.store.DeadLetters.Arrival;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The events of one run for one client. Dead letters come from the store and carry their position there as the event's id,
/// so that a client which comes back misses none; progress is a picture of the moment, and has none.
final class RunEvents implements EventSource {
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final int MANY = 500;
    /// What grows in a warning does not make it another.
    private static final Pattern SUMS = Pattern.compile("[0-9.,]+");

    private final Serving serving;
    private final String run;
    private final Duration look;
    private final Set<String> told = new HashSet<>();
    private long after;
    private int alertsSent;
    private Instant lastSent = Instant.MIN;
    private @Nullable Pace pace;
    private @Nullable ObjectNode lastProgress;

    /// @param after position of the last dead letter the client knows; 0 for none
    /// @param look time between two looks at the run
    RunEvents(Serving serving, String run, long after, Duration look) {
        this.serving = serving;
        this.run = run;
        this.after = after;
        this.look = look;
    }

    @Override
    public void sendTo(Sink sink) throws IOException, InterruptedException {
        boolean atWork = true;
        RunHandle last = null;
        while (atWork && !sink.stopping()) {
            var handle = serving.engine().atWork(run);
            atWork = handle.isPresent() || serving.generations().isOpen(run);
            if (handle.isPresent()) {
                last = handle.get();
                progress(sink, last);
            }
            deadLetters(sink);
            keepAlive(sink);
            if (atWork) {
                Thread.sleep(look);
            }
        }
        deadLetters(sink);
        if (last != null) {
            alerts(sink, last);
        }
        if (!atWork) {
            sink.event("end", null, end());
        }
    }

    private void progress(Sink sink, RunHandle handle) throws IOException {
        var now = serving.clock().instant();
        if (pace == null) {
            pace = handle.pace(now);
        }
        var snapshot = handle.progress();
        var endpoint = handle.endpoint();
        var moment = new Moment(snapshot, endpoint, pace.observe(now, snapshot, endpoint)).json(run);
        if (!moment.equals(lastProgress)) {
            lastProgress = moment;
            send(sink, "progress", null, moment);
        }
        alerts(sink, handle);
        var warnings = new ArrayList<>(handle.warnings());
        warnings.addAll(handle.dayBudgetWarnings());
        warnings.addAll(handle.takeovers());
        handle.sampleWarning().ifPresent(warnings::add);
        for (var warning : warnings) {
            if (told.add(SUMS.matcher(warning).replaceAll(""))) {
                send(sink, "warning", null,
                        JsonNodeFactory.instance.objectNode().put("run", run).put("warning", warning));
            }
        }
    }

    private void alerts(Sink sink, RunHandle handle) throws IOException {
        var alerts = handle.alerts();
        for (var alert : alerts.subList(alertsSent, alerts.size())) {
            send(sink, "alert", null, JsonNodeFactory.instance.objectNode().put("run", run).setAll(alert.json()));
        }
        alertsSent = alerts.size();
    }

    private void deadLetters(Sink sink) throws IOException {
        var page = serving.records().arrivals(run, after, MANY);
        while (!page.isEmpty()) {
            for (var letter : page) {
                send(sink, "dead-letter", String.valueOf(letter.position()), json(letter));
                after = letter.position();
            }
            page = serving.records().arrivals(run, after, MANY);
        }
    }

    private ObjectNode json(Arrival letter) {
        return JsonNodeFactory.instance.objectNode()
                .put("run", run)
                .put("deadLetter", letter.id())
                .put("id", letter.itemId())
                .put("reason", letter.reason());
    }

    private void keepAlive(Sink sink) throws IOException {
        if (lastSent.plus(QUIET).isBefore(serving.clock().instant())) {
            sink.comment();
            lastSent = serving.clock().instant();
        }
    }

    private void send(Sink sink, String name, @Nullable String id, ObjectNode data) throws IOException {
        sink.event(name, id, data);
        lastSent = serving.clock().instant();
    }

    /// The whole report, so that whoever followed the run needs nothing more.
    private ObjectNode end() {
        return serving.records().report(run);
    }
}
