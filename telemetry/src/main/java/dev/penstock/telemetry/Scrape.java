package dev.penstock.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;

/// Reads the metrics whenever somebody asks for them.
final class Scrape implements MetricReader {
    private volatile CollectionRegistration source = CollectionRegistration.noop();

    /// All metrics as they stand.
    String text() {
        return PrometheusText.of(source.collectAllMetrics());
    }

    @Override
    public void register(CollectionRegistration registration) {
        source = registration;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        source = CollectionRegistration.noop();
        return CompletableResultCode.ofSuccess();
    }
}
