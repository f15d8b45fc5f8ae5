package dev.penstock.engine;

/// An idempotency key was used before for something else. Nothing was stored and nothing was sent.
public final class ReusedKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReusedKeyException() {
        super("this idempotency key was used before for another request; use another key, or send the same request");
    }
}
