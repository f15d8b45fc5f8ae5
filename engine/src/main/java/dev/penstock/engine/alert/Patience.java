package dev.penstock.engine.alert;

import java.time.Duration;

/// How hard a message is tried to be delivered.
///
/// @param answer longest wait for the answer to one try
/// @param tries at most so many
/// @param pause before the second try, give or take; twice as long before the third
record Patience(Duration answer, int tries, Duration pause) {
    /// Three quick tries fit into the time that a process waits at its end.
    static final Patience USUAL = new Patience(Duration.ofSeconds(5), 3, Duration.ofMillis(300));
}
