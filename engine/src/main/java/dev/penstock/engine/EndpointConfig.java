package dev.penstock.engine;

import dev.penstock.engine.signal.Peer;
import dev.penstock.limit.Limits;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Secret;
import dev.penstock.settings.Deferred;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One entry under `endpoints`.
///
/// @param dialect null for the provider's default
/// @param baseUrl null for the provider's public address
/// @param usdPerHour what the server costs by the hour in use, for one of the operator's own; null when calls are paid for
///     by the token
/// @param dayUsd what may be spent there in a UTC day, whatever the run; null for no wall
/// @param scenario simulator only: a scenario file; null for the built-in clean one
public record EndpointConfig(String name, String provider, @Nullable String dialect, Deferred apiKey,
        @Nullable URI baseUrl, Limits limits, @Nullable BigDecimal usdPerHour,
        @Nullable BigDecimal dayUsd, @Nullable Path scenario) {
    /// What an adapter needs to open it.
    ///
    /// @throws dev.penstock.settings.SettingsException if the environment variable of its key is missing
    public EndpointSettings settings() {
        return new EndpointSettings(name, provider, dialect, apiKey.get().map(Secret::new).orElse(null), baseUrl,
                limits.maxConcurrency(), scenario);
    }

    /// Where the operator sets its key.
    String keyPlace() {
        var key = "endpoints." + name + ".api-key";
        return apiKey.variables().isEmpty()
                ? key + " of " + PenstockConfig.FILE
                : String.join(", ", apiKey.variables()) + " (" + key + " of " + PenstockConfig.FILE + ")";
    }

    public boolean simulated() {
        return provider.equals("simulator");
    }

    /// Who answers, as traces name it.
    Peer peer() {
        return new Peer("mistral".equals(dialect) && !simulated() ? "mistral_ai" : provider, baseUrl);
    }

    /// The provider whose protocol is spoken: a simulator speaks another's.
    String wire() {
        if (!simulated()) {
            return provider;
        }
        return wireDialect() == null ? "anthropic" : "openai";
    }

    /// The flavour of that protocol; null for its default.
    @Nullable
    String wireDialect() {
        return simulated() && "anthropic".equals(dialect) ? null : dialect;
    }

    /// Provider and dialect as a message names them.
    String protocol() {
        return dialect == null ? provider : provider + ", dialect " + dialect;
    }

    /// Whether the operator runs the server: then there is no price per token to know.
    public boolean selfHosted() {
        return selfHosted(dialect);
    }

    static boolean selfHosted(@Nullable String dialect) {
        return dialect != null && (dialect.equals("vllm") || dialect.equals("generic"));
    }
}
