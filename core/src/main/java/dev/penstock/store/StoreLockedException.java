package dev.penstock.store;

/// Another engine works on this store.
public final class StoreLockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param owner what the other engine wrote about itself, such as `penstock run, process 4711, since 12:04:10`
    public StoreLockedException(String store, String owner) {
        super("the store " + store + " is in use by " + owner);
    }
}
