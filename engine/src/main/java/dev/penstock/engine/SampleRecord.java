package dev.penstock.engine;

import dev.penstock.store.InputPosition;
import org.jspecify.annotations.Nullable;

/// The first usable record of an input: lint renders the prompt with it before anything is sent.
final class SampleRecord {
    private static final int LOOK_AT = 100;

    private SampleRecord() {}

    /// @return null when none of the first records is usable
    static @Nullable String of(InputFile input, int maxRecordBytes) {
        try (var source = input.open("lint", maxRecordBytes, (long) LOOK_AT)) {
            return source.read(InputPosition.START, LOOK_AT)
                    .items()
                    .stream()
                    .filter(item -> item.failure() == null)
                    .map(item -> item.item().record())
                    .findFirst()
                    .orElse(null);
        }
    }
}
