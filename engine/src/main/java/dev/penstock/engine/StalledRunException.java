package dev.penstock.engine;

/// A run stood still for more than ten minutes although nothing made it wait. What it paid for is kept, and it can be resumed
/// by another process; this one cannot be trusted to end by itself.
public final class StalledRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param dump where to see what every thread was doing
    StalledRunException(RuntimeException stalled, String dump) {
        super(stalled.getMessage() + "; " + dump, stalled);
    }
}
