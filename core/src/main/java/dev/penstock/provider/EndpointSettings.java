package dev.penstock.provider;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How to reach one endpoint: one entry under `endpoints` in `penstock.yaml`.
///
/// @param name key in `penstock.yaml`
/// @param provider which adapter: `anthropic`, `openai` or `simulator`
/// @param dialect which flavour of the protocol; null for the provider's default
/// @param apiKey null when the server needs none
/// @param baseUrl null for the provider's public address
/// @param maxConnections the most calls that will be in flight at once, at least 1
/// @param scenario simulator only: the scenario file it replays, null for the built-in clean one
public record EndpointSettings(String name, String provider, @Nullable String dialect, @Nullable Secret apiKey,
        @Nullable URI baseUrl, int maxConnections, @Nullable Path scenario) {}
