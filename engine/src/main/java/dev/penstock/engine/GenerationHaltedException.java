package dev.penstock.engine;

/// Nothing can succeed until a person acts: the key, the account, the model's name or the budget. The generation stays
/// pending; it is continued when Penstock is opened again, or by `penstock resume RUN`.
public final class GenerationHaltedException extends GenerationPendingException {
    private static final long serialVersionUID = 1L;

    private final String why;

    GenerationHaltedException(String id, String why) {
        super(id, "generation " + id + " is halted: " + why);
        this.why = why;
    }

    /// One sentence for the operator: what is wrong and what to do. Holds no key.
    public String why() {
        return why;
    }
}
