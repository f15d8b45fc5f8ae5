package dev.penstock.store;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import org.jspecify.annotations.Nullable;

/// An item read from the input.
///
/// @param failure why the line is not a usable record; null when it is
public record NewItem(Item item, @Nullable Failure failure) {}
