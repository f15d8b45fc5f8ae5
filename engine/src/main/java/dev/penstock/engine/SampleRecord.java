package dev.penstock.engine;

import dev.penstock.store.InputPosition;
import org.jspecify.annotations.Nullable;

/// The first usable record of an input: lint renders the prompt with it before anything is sent.
final class SampleRecord {
    private static final int LOOK_AT = 100;

    private SampleRecord() {}

    /// @return null when none of the first records is usable
    /// @throws CannotStartException if there is no record at all: a run of nothing would look like one that went well
    static @Nullable String of(InputFile input, int maxRecordBytes) {
        try (var source = input.open("lint", maxRecordBytes, (long) LOOK_AT)) {
            var items = source.read(InputPosition.START, LOOK_AT).items();
            if (items.isEmpty()) {
                throw new CannotStartException("input " + input.path() + " holds no record",
                        "it needs one JSON object per line, or rows under the header of a .csv file");
            }
            return items.stream()
                    .filter(item -> item.failure() == null)
                    .map(item -> item.item().record())
                    .findFirst()
                    .orElse(null);
        }
    }
}
