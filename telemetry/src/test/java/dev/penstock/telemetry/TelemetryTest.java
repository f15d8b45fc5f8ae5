package dev.penstock.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.TracerProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static final String NOWHERE = "http://127.0.0.1:1";

    @Test
    void aCommandWithoutACollectorRecordsNothing() {
        try (var telemetry = Telemetry.ofCommand(Map.<String, String>of()::get, "1")) {
            assertThat(telemetry.api()).isEqualTo(OpenTelemetry.noop());
        }
    }

    @Test
    void aServerThatIsOnlyScrapedMakesNoSpans() {
        try (var telemetry = Telemetry.ofServer(Map.<String, String>of()::get, "1")) {
            assertThat(telemetry.api().getTracerProvider()).isSameAs(TracerProvider.noop());
            telemetry.api().getMeter("test").counterBuilder("some").build().add(1);
            assertThat(telemetry.scrape()).contains("some_total 1");
        }
    }

    @Test
    void spansAreMadeOnlyWhereTheyAreExported() {
        assertThat(Otlp.exportsSpans(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", NOWHERE)::get)).isTrue();
        assertThat(Otlp.exportsSpans(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", NOWHERE)::get)).isTrue();
        assertThat(Otlp.exportsSpans(Map.of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", NOWHERE)::get)).isFalse();
        assertThat(Otlp.exportsSpans(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", NOWHERE, "OTEL_TRACES_EXPORTER", "none")::get)).isFalse();
    }
}
