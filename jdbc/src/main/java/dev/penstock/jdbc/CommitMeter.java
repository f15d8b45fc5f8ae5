package dev.penstock.jdbc;

import java.time.Duration;

/// Is told how long each commit took. Called by the one thread that writes: it must neither block nor throw.
@FunctionalInterface
public interface CommitMeter {
    /// Takes no notice.
    CommitMeter NONE = _ -> {};

    /// A group of writes is durable.
    ///
    /// @param took from its first statement on
    void committed(Duration took);
}
