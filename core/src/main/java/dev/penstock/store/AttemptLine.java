package dev.penstock.store;

/// An attempt in a list, without what was received.
///
/// @param itemId of the item it was made for
public record AttemptLine(String itemId, AttemptRow attempt) {
    /// Where it stands in input order: what the next page goes on after.
    public record Place(long seq, int n) {
        public static final Place BEFORE_ALL = new Place(-1, 0);
    }

    public Place place() {
        return new Place(attempt.intent().seq(), attempt.intent().n());
    }
}
