package dev.penstock.store;

/// The store cannot be read or written. Treat it as fatal: what was not confirmed as durable is not.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
