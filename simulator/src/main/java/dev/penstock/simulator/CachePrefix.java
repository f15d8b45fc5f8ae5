package dev.penstock.simulator;

/// The beginning of a prompt up to a place where a prompt cache may cut it.
///
/// @param hash of everything up to there, the model included
/// @param longLived whether the client asked for an hour
record CachePrefix(long hash, long tokens, boolean longLived) {}
