package dev.penstock.engine.signal;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Who answers at an endpoint.
///
/// @param provider as the GenAI conventions name it, such as `anthropic`
/// @param address null for the provider's public one
public record Peer(String provider, @Nullable URI address) {}
