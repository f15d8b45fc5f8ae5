package dev.penstock.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is behind the OpenTelemetry API in this process: an export over OTLP where the standard environment variables name a
/// collector, and metrics for Prometheus where somebody may scrape them. Safe for use by many threads.
public final class Telemetry implements AutoCloseable {
    /// How long the end of a process waits for the last export.
    public static final Duration LAST_EXPORT = Duration.ofSeconds(5);

    /// Label sets that are kept apart in one metric; more than Penstock makes, which folds them before.
    static final int LABEL_SETS = 2_100;

    private final OpenTelemetry api;
    private final @Nullable OpenTelemetrySdk sdk;
    private final Scrape scrape;

    private Telemetry(OpenTelemetry api, @Nullable OpenTelemetrySdk sdk, Scrape scrape) {
        this.api = api;
        this.sdk = sdk;
        this.scrape = scrape;
    }

    /// For a command: exports if the environment names a collector, and does nothing otherwise.
    ///
    /// @param env an environment variable's value, null when it is not set
    /// @param version of the program
    /// @throws IllegalArgumentException if the variables ask for what cannot be had
    public static Telemetry ofCommand(Function<String, @Nullable String> env, String version) {
        return exports(env)
                ? exported(env, Otlp.export(env, version, Stream.empty()), new Scrape())
                : new Telemetry(OpenTelemetry.noop(), null, new Scrape());
    }

    /// For a server: metrics can be scraped, and are exported like those of a command.
    ///
    /// @throws IllegalArgumentException if the variables ask for what cannot be had
    public static Telemetry ofServer(Function<String, @Nullable String> env, String version) {
        var scrape = new Scrape();
        return exports(env)
                ? exported(env, Otlp.export(env, version, Stream.of(scrape)), scrape)
                : scraped(scrape);
    }

    private static boolean exports(Function<String, @Nullable String> env) {
        return Otlp.ENDPOINTS.stream().map(env).anyMatch(value -> value != null && !value.isBlank());
    }

    private static Telemetry exported(Function<String, @Nullable String> env, OpenTelemetrySdk sdk, Scrape scrape) {
        return new Telemetry(Otlp.exportsSpans(env) ? sdk : new WithoutSpans(sdk), sdk, scrape);
    }

    private static Telemetry scraped(Scrape scrape) {
        var meters = SdkMeterProvider.builder().registerMetricReader(scrape, _ -> LABEL_SETS).build();
        var sdk = OpenTelemetrySdk.builder().setMeterProvider(meters).build();
        return new Telemetry(new WithoutSpans(sdk), sdk, scrape);
    }

    /// What metrics and spans are given to.
    public OpenTelemetry api() {
        return api;
    }

    /// All metrics as they stand, in the text format 0.0.4 of Prometheus; empty for a command.
    public String scrape() {
        return scrape.text();
    }

    /// Exports what is left, for at most [#LAST_EXPORT].
    @Override
    public void close() {
        if (sdk != null) {
            sdk.shutdown().join(LAST_EXPORT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
