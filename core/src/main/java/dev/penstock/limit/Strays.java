package dev.penstock.limit;

/// Rejections while the quota has room, by what the headers say: a provider that is short of machines turns a call away now and
/// then. One for twenty calls that pass is borne; an endpoint that slowed down for each of them would crawl. More than that
/// mean something, whatever the headers say. The caller holds the lock.
final class Strays {
    private static final int PASSES_FOR_ONE = 20;
    private static final int MOST = 3 * PASSES_FOR_ONE;

    private int passes = PASSES_FOR_ONE;

    void passed() {
        passes = Math.min(MOST, passes + 1);
    }

    /// @return whether this one can still be borne
    boolean another() {
        var borne = passes >= PASSES_FOR_ONE;
        passes -= borne ? PASSES_FOR_ONE : 0;
        return borne;
    }
}
