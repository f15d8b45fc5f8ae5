package dev.penstock.engine;

/// A generation has no outcome yet. It is in the store and stays accounted for: nothing is lost, and asking again with the
/// same id and input waits for the same generation instead of starting another.
public class GenerationPendingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String id;

    GenerationPendingException(String id, String message) {
        super(message);
        this.id = id;
    }

    /// Under this id the outcome can be fetched later, with [Penstock#outcome].
    public String id() {
        return id;
    }
}
