package dev.penstock.engine.signal;

import dev.penstock.run.Endpoint;
import dev.penstock.run.Recorder;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns what one engine does for a run into spans: one for the run, one for each item, and under that one for each of its calls.
///
/// An item of a run begins a trace of its own, linked to the run's span, so that no trace grows with the input. An item that
/// somebody asked for alone goes on with the trace that is current in the thread which works on it, and its day has no span.
///
/// An item's span is made when its first call is booked. Safe for use by many threads, of which one works on an item.
final class RunTrace implements Recorder {
    private static final String PENDING = "pending";

    private final RunRow run;
    private final Tracer tracer;
    private final CallSpans calls;
    private final Function<String, Peer> peers;
    private final InstantSource clock;
    private final Map<Long, Span> items = new ConcurrentHashMap<>();
    private volatile Span span = Span.getInvalid();
    private volatile boolean finished;

    /// @param peers who answers at an endpoint
    RunTrace(RunRow run, Tracer tracer, Function<String, Peer> peers, InstantSource clock) {
        this.run = run;
        this.tracer = tracer;
        this.calls = new CallSpans(run, tracer);
        this.peers = peers;
        this.clock = clock;
    }

    /// The run is at work from now on. Its span belongs to the trace of whoever starts it.
    void begins() {
        if (!run.takesGenerations()) {
            span = ofRun(tracer.spanBuilder("run " + run.task())).setStartTimestamp(clock.instant()).startSpan();
        }
    }

    /// The run has come to an end, if only for now.
    void finished(RunStatus status, long accepted, long total) {
        span.setAttribute(Names.SPAN_STATUS, status.label());
        span.setAttribute(Names.SPAN_ACCEPTED, accepted);
        span.setAttribute(Names.SPAN_ITEMS, total);
        finished = true;
    }

    /// The run is at work no more. One that did not finish broke off.
    void ends() {
        items.keySet().forEach(this::left);
        if (!finished) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(clock.instant());
    }

    @Override
    public void booked(Booked attempt) {
        var intent = attempt.intent();
        var item = items.computeIfAbsent(intent.seq(), seq -> item(seq, attempt.begun()));
        calls.make(attempt, peers.apply(intent.endpoint()), Context.root().with(item));
    }

    @Override
    public void accepted(long seq) {
        end(items.remove(seq), Names.ACCEPTED);
    }

    @Override
    public void deadLettered(long seq, String reason) {
        var asked = items.remove(seq);
        var item = asked == null ? item(seq, clock.instant()) : asked;
        item.setAttribute(Names.ERROR_TYPE, reason);
        item.setStatus(StatusCode.ERROR);
        end(item, Names.DEAD_LETTERED);
    }

    /// What is done for it later has a span of its own.
    @Override
    public void left(long seq) {
        end(items.remove(seq), PENDING);
    }

    @Override
    public void lost(List<AttemptIntent> attempts) {
        // Nobody knows how long they took.
    }

    @Override
    public void waited(Endpoint endpoint, Duration time) {
        // The item's span begins before it.
    }

    @Override
    public void unusable(int records) {
        // Nothing was done for them.
    }

    @Override
    public void sampled() {
        // That is for metrics.
    }

    private Span item(long seq, Instant begun) {
        var item = ofRun(tracer.spanBuilder("item " + run.task())).setAttribute(Names.SPAN_ITEM, seq)
                .setStartTimestamp(begun);
        return (run.takesGenerations() ? item : item.setNoParent().addLink(span.getSpanContext())).startSpan();
    }

    private SpanBuilder ofRun(SpanBuilder builder) {
        return builder.setAttribute(Names.SPAN_TASK, run.task())
                .setAttribute(Names.SPAN_RUN, run.id())
                .setAttribute(Names.SPAN_PROMPT_VERSION, run.promptVersion());
    }

    private void end(@Nullable Span item, String outcome) {
        if (item != null) {
            item.setAttribute(Names.SPAN_OUTCOME, outcome);
            item.end(clock.instant());
        }
    }
}
