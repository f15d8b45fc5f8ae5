package dev.penstock.engine.signal;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The instruments of all metrics, and the one place that records into them. Safe for use by many threads.
final class Meters {
    private final Meter meter;
    private final Map<Metric, LabelSets> labels = new HashMap<>();
    private final Map<Metric, LongCounter> counters = new HashMap<>();
    private final Map<Metric, DoubleCounter> amounts = new HashMap<>();
    private final Map<Metric, DoubleHistogram> histograms = new HashMap<>();
    private final Map<Metric, ObservableDoubleMeasurement> gauges = new HashMap<>();

    /// @param full told of each metric that has more label sets than are kept apart
    Meters(Meter meter, Consumer<String> full) {
        this.meter = meter;
        for (var metric : Metric.all()) {
            labels.put(metric, new LabelSets(metric, full));
            switch (metric.kind()) {
                case COUNTER -> counters.put(metric, counter(metric));
                case AMOUNT -> amounts.put(metric, amount(metric));
                case HISTOGRAM -> histograms.put(metric, histogram(metric));
                case GAUGE -> gauges.put(metric, gauge(metric));
            }
        }
    }

    void count(Metric metric, long more, String... values) {
        of(counters, metric).add(more, attributes(metric, values));
    }

    void add(Metric metric, double more, String... values) {
        of(amounts, metric).add(more, attributes(metric, values));
    }

    void record(Metric metric, double value, String... values) {
        of(histograms, metric).record(value, attributes(metric, values));
    }

    /// For a callback of [#observing].
    void observe(Metric metric, double value, String... values) {
        of(gauges, metric).record(value, attributes(metric, values));
    }

    /// Asks for gauges whenever they are read.
    ///
    /// @return ends that
    Runnable observing(Runnable callback, Metric first, Metric... others) {
        var rest = Arrays.stream(others).map(metric -> of(gauges, metric)).toArray(ObservableMeasurement[]::new);
        return meter.batchCallback(callback, of(gauges, first), rest)::close;
    }

    private static <T> T of(Map<Metric, T> instruments, Metric metric) {
        var instrument = instruments.get(metric);
        if (instrument == null) {
            throw new IllegalArgumentException(metric.id() + " is a " + metric.kind());
        }
        return instrument;
    }

    private Attributes attributes(Metric metric, String... values) {
        return of(labels, metric).of(values);
    }

    private LongCounter counter(Metric metric) {
        return meter.counterBuilder(metric.id()).setUnit(metric.unit()).setDescription(metric.says()).build();
    }

    private DoubleCounter amount(Metric metric) {
        return meter.counterBuilder(metric.id())
                .ofDoubles()
                .setUnit(metric.unit())
                .setDescription(metric.says())
                .build();
    }

    private DoubleHistogram histogram(Metric metric) {
        return meter.histogramBuilder(metric.id())
                .setUnit(metric.unit())
                .setDescription(metric.says())
                .setExplicitBucketBoundariesAdvice(metric.buckets())
                .build();
    }

    private ObservableDoubleMeasurement gauge(Metric metric) {
        return meter.gaugeBuilder(metric.id()).setUnit(metric.unit()).setDescription(metric.says()).buildObserver();
    }
}
