package dev.penstock.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Metrics of OpenTelemetry as Prometheus names and writes them: dots become underscores, seconds and bytes join the name, and
/// counters end in `_total`.
final class PrometheusText {
    private static final String INFO = "_info";
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.builder()
            .setIncludeCreatedTimestamps(false)
            .build();

    private PrometheusText() {}

    static String of(Collection<MetricData> metrics) {
        var out = new ByteArrayOutputStream();
        try {
            WRITER.write(out, new MetricSnapshots(metrics.stream().map(PrometheusText::snapshot).toList()),
                    EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static MetricSnapshot snapshot(MetricData metric) {
        return switch (metric.getType()) {
            case LONG_SUM -> new CounterSnapshot(metadata(metric), metric.getLongSumData()
                    .getPoints()
                    .stream()
                    .map(point -> counter((double) point.getValue(), point.getAttributes()))
                    .toList());
            case DOUBLE_SUM -> new CounterSnapshot(metadata(metric), metric.getDoubleSumData()
                    .getPoints()
                    .stream()
                    .map(point -> counter(point.getValue(), point.getAttributes()))
                    .toList());
            case DOUBLE_GAUGE -> gauge(metric);
            case HISTOGRAM -> new HistogramSnapshot(metadata(metric), metric.getHistogramData()
                    .getPoints()
                    .stream()
                    .map(PrometheusText::histogram)
                    .toList());
            case LONG_GAUGE, SUMMARY, EXPONENTIAL_HISTOGRAM -> throw new IllegalStateException(
                    metric.getName() + " is of a type that nothing here makes: " + metric.getType());
        };
    }

    private static MetricSnapshot gauge(MetricData metric) {
        var points = metric.getDoubleGaugeData().getPoints();
        var name = name(metric);
        if (name.endsWith(INFO)) {
            return new InfoSnapshot(
                    new MetricMetadata(name.substring(0, name.length() - INFO.length()), metric.getDescription()),
                    points.stream().map(point -> new InfoDataPointSnapshot(labels(point.getAttributes()))).toList());
        }
        return new GaugeSnapshot(metadata(metric),
                points.stream()
                        .map(point -> new GaugeDataPointSnapshot(point.getValue(), labels(point.getAttributes()), null))
                        .toList());
    }

    private static CounterDataPointSnapshot counter(double value, Attributes attributes) {
        return new CounterDataPointSnapshot(value, labels(attributes), null, 0);
    }

    private static HistogramDataPointSnapshot histogram(HistogramPointData point) {
        var bounds = new ArrayList<>(point.getBoundaries());
        bounds.add(Double.POSITIVE_INFINITY);
        return new HistogramDataPointSnapshot(ClassicHistogramBuckets.of(bounds, point.getCounts()), point.getSum(),
                labels(point.getAttributes()), Exemplars.EMPTY, 0);
    }

    private static MetricMetadata metadata(MetricData metric) {
        return new MetricMetadata(name(metric), metric.getDescription());
    }

    private static String name(MetricData metric) {
        var name = underscored(metric.getName());
        return switch (metric.getUnit()) {
            case "s" -> name + "_seconds";
            case "By" -> name + "_bytes";
            default -> name;
        };
    }

    private static Labels labels(Attributes attributes) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        attributes.forEach((key, value) -> {
            names.add(underscored(key.getKey()));
            values.add(String.valueOf(value));
        });
        return Labels.of(names, values);
    }

    private static String underscored(String name) {
        return name.replace('.', '_');
    }
}
