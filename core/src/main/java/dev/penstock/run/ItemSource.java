package dev.penstock.run;

import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import java.util.List;

/// Where items come from. Read by one thread.
public interface ItemSource extends AutoCloseable {
    /// Reads on from a position.
    ///
    /// @param from the position after the last batch, or [InputPosition#START]
    /// @param max at most this many items
    Batch read(InputPosition from, int max);

    /// Releases the input.
    @Override
    void close();

    /// Items, and where the input stands after them.
    record Batch(List<NewItem> items, InputPosition after) {
        public Batch {
            items = List.copyOf(items);
        }
    }
}
