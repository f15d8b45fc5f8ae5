package dev.penstock.limit;

/// The endpoint is halted: no call can succeed until a person acts. The item stays pending.
public final class HaltedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Cause cause;
    private final String why;

    /// What stands in the way.
    public enum Cause {
        /// The endpoint: its key, account, quota or model, the money of its day, or it failed for too long.
        ENDPOINT,
        /// The budget of the run: the next call does not fit.
        BUDGET
    }

    /// @param why one sentence for the operator
    public HaltedException(Cause cause, String why) {
        super(why);
        this.cause = cause;
        this.why = why;
    }

    public Cause cause() {
        return cause;
    }

    public String why() {
        return why;
    }
}
