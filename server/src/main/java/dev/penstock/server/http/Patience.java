package dev.penstock.server.http;

import java.time.Duration;

/// How long a client may take. Whoever needs longer is cut off, so that nobody holds a connection by dawdling.
///
/// @param idle between two bytes, and for a whole head of a request since the request before
/// @param body for a whole body, uploads excepted: those may come as slowly as they are made
public record Patience(Duration idle, Duration body) {
    public static final Patience USUAL = new Patience(Duration.ofSeconds(30), Duration.ofMinutes(1));
}
