package dev.penstock.server.http;

/// Answers requests of one route.
@FunctionalInterface
public interface Handler {
    /// @throws Refusal if the request has a mistake
    /// @throws InterruptedException if the thread is interrupted
    Answer handle(Call call) throws InterruptedException;
}
