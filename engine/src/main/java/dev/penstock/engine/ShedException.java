package dev.penstock.engine;

import java.time.Duration;

/// A generation was turned away before anything was stored or sent: its caller would wait in vain.
public final class ShedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean halted;
    private final Duration retryAfter;

    ShedException(String why, boolean halted, Duration retryAfter) {
        super(why);
        this.halted = halted;
        this.retryAfter = retryAfter;
    }

    /// Whether nothing can succeed until a person acts, rather than until others are done.
    public boolean halted() {
        return halted;
    }

    /// When to ask again, at least a second.
    public Duration retryAfter() {
        return retryAfter;
    }
}
