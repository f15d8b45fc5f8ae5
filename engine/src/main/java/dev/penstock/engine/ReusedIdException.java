package dev.penstock.engine;

/// An id was used before, the same day, for another input. Nothing was sent and nothing was changed.
public final class ReusedIdException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String id;

    ReusedIdException(String id, String run) {
        super("the id " + id + " was used for another input before, in run " + run
                + "; use another id, or the same input");
        this.id = id;
    }

    public String id() {
        return id;
    }
}
