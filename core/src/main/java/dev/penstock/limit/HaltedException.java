package dev.penstock.limit;

/// The endpoint is halted: no call can succeed until a person acts. The item stays pending.
public final class HaltedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    /// @param why one sentence for the operator
    public HaltedException(String why) {
        super(why);
        this.why = why;
    }

    public String why() {
        return why;
    }
}
