package dev.penstock.limit;

/// The endpoint is halted: no call can succeed until a person acts. The item stays pending.
public final class HaltedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param why one sentence for the operator
    public HaltedException(String why) {
        super(why);
    }
}
