package dev.penstock.store;

import java.time.Instant;

/// Something that happened to an endpoint, for the operator.
///
/// @param kind what it is from then on: `open`, `pacing`, `breaker` or `halted`
/// @param detail which model, and why; one line
public record EndpointEvent(String endpoint, String kind, String detail, Instant at) {}
