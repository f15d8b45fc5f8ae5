package dev.penstock.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Export over OTLP, set up by the environment variables that every OpenTelemetry SDK knows.
final class Otlp {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String METRICS_ENDPOINT = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private static final String NONE = "none";
    private static final String HTTP = "http/protobuf";

    /// One of them must be set, or nothing is exported.
    static final List<String> ENDPOINTS = List.of(ENDPOINT, TRACES_ENDPOINT, METRICS_ENDPOINT);

    private static final List<String> PROTOCOLS = List.of("OTEL_EXPORTER_OTLP_PROTOCOL",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL");

    private Otlp() {}

    /// @param readers get the metrics besides
    static OpenTelemetrySdk export(Function<String, @Nullable String> env, String version, Stream<Scrape> readers) {
        refuseProtocols(env);
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook() // whoever made this closes it, when nothing more will be recorded
                    .addPropertiesSupplier(() -> defaults(env))
                    .addResourceCustomizer((resource, _) -> resource
                            .merge(Resource.create(Attributes.builder().put("service.version", version).build())))
                    .addMeterProviderCustomizer((meters, _) -> {
                        readers.forEach(reader -> meters.registerMetricReader(reader, _ -> Telemetry.LABEL_SETS));
                        return meters;
                    })
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException("the OTEL_ environment variables cannot be used: " + e.getMessage(), e);
        }
    }

    /// Whether spans go anywhere, once something is exported.
    static boolean exportsSpans(Function<String, @Nullable String> env) {
        var chosen = env.apply("OTEL_TRACES_EXPORTER");
        boolean named = chosen != null && !chosen.isBlank();
        return !NONE.equals(named ? chosen : exporter(env, TRACES_ENDPOINT));
    }

    private static void refuseProtocols(Function<String, @Nullable String> env) {
        for (var variable : PROTOCOLS) {
            var protocol = env.apply(variable);
            if (protocol != null && !protocol.isBlank() && !protocol.strip().equals(HTTP)) {
                throw new IllegalArgumentException(
                        variable + " is " + protocol + ", which is not supported; allowed: " + HTTP);
            }
        }
    }

    /// What holds where no variable says otherwise.
    private static Map<String, String> defaults(Function<String, @Nullable String> env) {
        var defaults = new HashMap<String, String>();
        defaults.put("otel.service.name", "penstock");
        defaults.put("otel.exporter.otlp.protocol", HTTP);
        defaults.put("otel.java.metrics.cardinality.limit", Integer.toString(Telemetry.LABEL_SETS));
        defaults.put("otel.logs.exporter", NONE);
        defaults.put("otel.traces.exporter", exporter(env, TRACES_ENDPOINT));
        defaults.put("otel.metrics.exporter", exporter(env, METRICS_ENDPOINT));
        return defaults;
    }

    private static String exporter(Function<String, @Nullable String> env, String own) {
        return env.apply(ENDPOINT) != null || env.apply(own) != null ? "otlp" : NONE;
    }
}
