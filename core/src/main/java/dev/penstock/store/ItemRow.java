package dev.penstock.store;

import dev.penstock.item.Item;

/// An item and what became of it.
public sealed interface ItemRow {
    /// The item as it was read.
    Item item();

    /// It waits, or is being worked on.
    record Pending(Item item) implements ItemRow {}

    /// Its output was accepted.
    record Accepted(Item item, AcceptedRow accepted) implements ItemRow {}

    /// It waits for a person, or a person gave it up.
    ///
    /// @param letter its newest dead letter, `open` or `discarded`
    record Dead(DeadLetterRow letter) implements ItemRow {
        @Override
        public Item item() {
            return letter.item();
        }
    }
}
