package dev.penstock.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;

/// Metrics alone: nobody makes a span that nothing would export.
record WithoutSpans(OpenTelemetry metrics) implements OpenTelemetry {
    @Override
    public TracerProvider getTracerProvider() {
        return TracerProvider.noop();
    }

    @Override
    public MeterProvider getMeterProvider() {
        return metrics.getMeterProvider();
    }

    @Override
    public ContextPropagators getPropagators() {
        return ContextPropagators.noop();
    }
}
