package dev.penstock.server.http;

import java.time.Duration;

/// Is told of every request that was answered. Must neither block nor throw.
@FunctionalInterface
public interface RequestMeter {
    /// @param method one of those that HTTP has, or `_OTHER`
    /// @param route the template it was served by; empty when there is none for its path
    void served(String method, String route, int status, Duration took);
}
