package dev.penstock.store;

/// The item a sample is of.
///
/// @param round 0, or the attempts of earlier rounds when a person asked for a retry: each round is a sample of its own
public record SampledItem(String runId, long seq, int round, String itemId, String task) {}
