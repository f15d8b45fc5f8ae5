package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.telemetry.Telemetry;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens telemetry for a command, as the environment says.
final class CommandTelemetry {
    private CommandTelemetry() {}

    /// @param kind [Telemetry#ofCommand] or [Telemetry#ofServer]
    /// @throws CannotStartException if the variables ask for what cannot be had
    static Telemetry open(BiFunction<Function<String, @Nullable String>, String, Telemetry> kind,
            Function<String, @Nullable String> env) {
        try {
            return kind.apply(env, Version.number());
        } catch (IllegalArgumentException e) {
            throw new CannotStartException(String.valueOf(e.getMessage()),
                    "or unset OTEL_EXPORTER_OTLP_ENDPOINT: nothing is exported then");
        }
    }
}
