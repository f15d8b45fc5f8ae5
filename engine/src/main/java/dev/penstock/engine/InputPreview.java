package dev.penstock.engine;

import dev.penstock.item.Item;
import dev.penstock.run.ItemSource;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at items of an input without starting a run.
public final class InputPreview {
    private static final int PAGE = 256;

    private InputPreview() {}

    /// Reads until it finds the item.
    ///
    /// @param id null for the first usable item
    /// @throws CannotStartException if the input cannot be read, or has no such item
    public static Item item(Path input, @Nullable String id, int maxRecordBytes) {
        try (var source = InputFile.of(input).open("preview", maxRecordBytes, null)) {
            var batch = source.read(InputPosition.START, PAGE);
            while (true) {
                for (var found : batch.items()) {
                    if (matches(found, id)) {
                        return usable(found, input);
                    }
                }
                if (batch.after().complete()) {
                    throw new CannotStartException(
                            input + (id == null ? " has no usable item" : " has no item '" + id + "'"),
                            "see its ids, or leave --id out for the first usable one");
                }
                batch = next(source, batch);
            }
        }
    }

    /// The first usable items, in order.
    ///
    /// @throws CannotStartException if the input cannot be read, or has no usable item
    public static List<Item> items(Path input, int atMost, int maxRecordBytes) {
        var items = new ArrayList<Item>();
        try (var source = InputFile.of(input).open("preview", maxRecordBytes, null)) {
            var batch = source.read(InputPosition.START, PAGE);
            batch.items().forEach(found -> addUsable(found, items));
            while (items.size() < atMost && !batch.after().complete()) {
                batch = next(source, batch);
                batch.items().forEach(found -> addUsable(found, items));
            }
        }
        if (items.isEmpty()) {
            throw new CannotStartException(input + " has no usable item", "it needs one JSON object per line");
        }
        return List.copyOf(items.subList(0, Math.min(atMost, items.size())));
    }

    private static void addUsable(NewItem found, List<Item> items) {
        if (found.failure() == null) {
            items.add(found.item());
        }
    }

    private static ItemSource.Batch next(ItemSource source, ItemSource.Batch last) {
        return source.read(last.after(), PAGE);
    }

    private static boolean matches(NewItem found, @Nullable String id) {
        return id == null ? found.failure() == null : found.item().id().equals(id);
    }

    private static Item usable(NewItem found, Path input) {
        if (found.failure() != null) {
            throw new CannotStartException(input + ":" + found.item().line() + " is no usable record: "
                    + found.failure().detail(), "a run would dead-letter it without sending anything");
        }
        return found.item();
    }
}
