package dev.penstock.engine.signal;

import dev.penstock.jdbc.CommitMeter;
import dev.penstock.ledger.Budget;
import dev.penstock.run.Progress;
import dev.penstock.run.Recorder;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import io.opentelemetry.api.OpenTelemetry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything an engine tells OpenTelemetry, whatever becomes of it there. Without an SDK behind that, nothing is done.
///
/// Safe for use by many threads. No method blocks or throws.
public final class Signals implements CommitMeter, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final String SCOPE = "dev.penstock";

    private final boolean heard;
    private final Meters meters;
    private final Tracing tracing;
    private final Gauges gauges;
    private final Function<String, Peer> peers;
    private final InstantSource clock;
    private final Map<String, Gauges.AtWork> runs = new ConcurrentHashMap<>();
    private final Map<String, RunTrace> traces = new ConcurrentHashMap<>();
    private final Map<String, Instant> latest = new ConcurrentHashMap<>();
    private final List<Runnable> callbacks = new CopyOnWriteArrayList<>();

    /// @param peers who answers at an endpoint, by its name
    public Signals(OpenTelemetry telemetry, Function<String, Peer> peers, InstantSource clock) {
        this.heard = !telemetry.equals(OpenTelemetry.noop());
        this.meters = new Meters(telemetry.getMeter(SCOPE), Signals::warn);
        this.tracing = new Tracing(telemetry, SCOPE, peers, clock);
        this.gauges = new Gauges(meters);
        this.peers = peers;
        this.clock = clock;
    }

    /// Of whoever has no engine: nobody hears them.
    public static Signals silent() {
        return new Signals(OpenTelemetry.noop(), name -> new Peer(name, null), InstantSource.system());
    }

    private static void warn(String metric) {
        LOG.warn("{} has {} label sets; new ones are counted under `other` from here on", metric, LabelSets.MOST);
    }

    /// Tells how the engine stands whenever somebody reads the metrics, until this is closed.
    public void observe(Supplier<Standing> standing) {
        if (heard) {
            callbacks.add(gauges.register(() -> {
                gauges.runs(runs.values());
                gauges.progress(latest);
                gauges.standing(standing.get(), clock.instant());
            }));
        }
    }

    /// Tells of the process this is, until this is closed.
    ///
    /// @param version of the program
    public void ofProcess(String version) {
        if (heard) {
            callbacks.add(meters.observing(() -> process(version), Metric.BUILD, Metric.JVM_MEMORY,
                    Metric.JVM_MEMORY_LIMIT, Metric.JVM_THREADS));
        }
    }

    private void process(String version) {
        var memory = ManagementFactory.getMemoryMXBean();
        meters.observe(Metric.BUILD, 1, version);
        meters.observe(Metric.JVM_MEMORY, (double) memory.getHeapMemoryUsage().getUsed(), "heap");
        meters.observe(Metric.JVM_MEMORY, (double) memory.getNonHeapMemoryUsage().getUsed(), "non_heap");
        meters.observe(Metric.JVM_MEMORY_LIMIT, (double) memory.getHeapMemoryUsage().getMax(), "heap");
        meters.observe(Metric.JVM_THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /// Records the attempts and items of a run.
    public Recorder recorder(RunRow run) {
        if (!heard) {
            return Recorder.NONE;
        }
        var trace = tracing.of(run);
        trace.ifPresent(one -> traces.put(run.id(), one));
        return new RunRecorder(run, meters, trace.<Recorder>map(one -> one).orElse(Recorder.NONE), peers,
                () -> latest.put(run.task(), clock.instant()));
    }

    /// A run is at work from now on.
    public void begins(RunRow run, Supplier<Progress.Snapshot> progress, Budget budget) {
        latest.put(run.task(), clock.instant());
        runs.put(run.id(), new Gauges.AtWork(run, progress, budget));
        trace(run.id()).ifPresent(RunTrace::begins);
    }

    /// It is no more.
    public void ends(String run) {
        runs.remove(run);
        trace(run).ifPresent(RunTrace::ends);
        traces.remove(run);
    }

    /// A run has come to an end, if only for now.
    ///
    /// @param accepted how many of its items
    /// @param total how many items it has
    public void finished(RunRow run, RunStatus status, long accepted, long total) {
        meters.count(Metric.RUNS_FINISHED, 1, run.task(), status.label());
        if (accepted == 0 && total > 0) {
            meters.count(Metric.RUNS_ZERO_ACCEPTED, 1, run.task());
        }
        trace(run.id()).ifPresent(trace -> trace.finished(status, accepted, total));
    }

    private Optional<RunTrace> trace(String run) {
        return Optional.ofNullable(traces.get(run));
    }

    /// A person decided about dead letters.
    ///
    /// @param action `accept`, `edit`, `override`, `retry` or `discard`
    public void reviewed(String task, String action, int letters) {
        if (letters > 0) {
            meters.count(Metric.REVIEWS, letters, task, action);
        }
    }

    /// A person judged a sample.
    public void judged(String task, boolean good) {
        meters.count(Metric.SAMPLE_REVIEWS, 1, task, good ? "good" : "bad");
    }

    /// A message to a webhook came to its end.
    ///
    /// @param gotThrough whether it was taken
    public void delivered(boolean gotThrough) {
        meters.count(Metric.WEBHOOK_DELIVERIES, 1, gotThrough ? "delivered" : "failed");
    }

    @Override
    public void committed(Duration took) {
        meters.record(Metric.STORE_COMMIT, took.toNanos() / 1e9);
    }

    /// A request is to be answered. It belongs to its caller's trace if its headers name one.
    ///
    /// @param route its template
    /// @param header its value by its name; null when the request has none of it
    public RequestSpan request(String method, String route, Function<String, @Nullable String> header) {
        return tracing.of(method, route, header);
    }

    /// A request was answered.
    ///
    /// @param route its template; empty when it has none
    public void served(String method, String route, int status, Duration took) {
        meters.record(Metric.HTTP, took.toNanos() / 1e9, method, route, Integer.toString(status));
    }

    /// Tells of nothing any more that must be asked for; what was counted stays.
    @Override
    public void close() {
        for (var callback : callbacks) {
            callback.run();
        }
        callbacks.clear();
    }
}
