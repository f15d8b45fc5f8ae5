package dev.penstock.engine.signal;

import dev.penstock.store.RunRow;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes spans, if anybody wants them. Safe for use by many threads.
final class Tracing {
    private static final TextMapGetter<Function<String, @Nullable String>> HEADERS = new Headers();

    private final boolean heard;
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final Function<String, Peer> peers;
    private final InstantSource clock;

    /// @param peers who answers at an endpoint
    Tracing(OpenTelemetry telemetry, String scope, Function<String, Peer> peers, InstantSource clock) {
        this.heard = !telemetry.getTracerProvider().equals(TracerProvider.noop());
        this.tracer = telemetry.getTracer(scope);
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
        this.peers = peers;
        this.clock = clock;
    }

    /// Empty when nobody wants spans.
    Optional<RunTrace> of(RunRow run) {
        return heard ? Optional.of(new RunTrace(run, tracer, peers, clock)) : Optional.empty();
    }

    /// Goes on with the trace that the headers name, or begins one.
    ///
    /// @param header its value by its name
    RequestSpan of(String method, String route, Function<String, @Nullable String> header) {
        if (!heard) {
            return RequestSpan.NONE;
        }
        var caller = propagator.extract(Context.root(), header, HEADERS);
        var span = tracer.spanBuilder(method + " " + route)
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(Names.METHOD, method)
                .setAttribute(Names.ROUTE, route)
                .setAttribute(Names.URL_PATH, route)
                .setAttribute(Names.URL_SCHEME, "http")
                .startSpan();
        return new RequestSpan(span, caller.with(span));
    }

    private static final class Headers implements TextMapGetter<Function<String, @Nullable String>> {
        /// Propagators ask for the few headers they know.
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> headers) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> headers, String name) {
            return headers == null ? null : headers.apply(name);
        }
    }
}
