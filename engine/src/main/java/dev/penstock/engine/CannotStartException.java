package dev.penstock.engine;

/// Something was asked for that cannot be done as asked. Nothing was started and nothing was sent.
public final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String next;

    /// @param message what is wrong, naming the value
    /// @param next what to do about it; empty when the message says it
    public CannotStartException(String message, String next) {
        super(message);
        this.next = next;
    }

    public String next() {
        return next;
    }
}
