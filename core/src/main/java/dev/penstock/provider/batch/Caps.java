package dev.penstock.provider.batch;

/// The most that one batch may hold.
///
/// @param entries requests
/// @param bytes of all entries with their line breaks, UTF-8
public record Caps(int entries, long bytes) {}
