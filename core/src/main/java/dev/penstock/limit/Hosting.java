package dev.penstock.limit;

/// Who runs the server.
public enum Hosting {
    /// A provider with a quota; it rejects what is too much.
    HOSTED(512),
    /// The operator or somebody near: usually one server that queues what is too much, until callers give up.
    SELF_HOSTED(128);

    private final int concurrency;

    Hosting(int concurrency) {
        this.concurrency = concurrency;
    }

    /// Calls at once when nothing is configured.
    int concurrency() {
        return concurrency;
    }
}
