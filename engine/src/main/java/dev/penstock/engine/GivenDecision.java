package dev.penstock.engine;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A decision as it stands in a file that came back.
///
/// @param line where it stands, the first is 1
/// @param id of the dead letter
/// @param version the one its maker saw; null when the file does not say
/// @param output null when none is given
/// @param note why; empty when it is not said
record GivenDecision(long line, String id, @Nullable Integer version, Verb verb, @Nullable Output output,
        String note) {
    /// What is to be done.
    enum Verb {
        ACCEPT, EDIT, DISCARD, RETRY
    }

    /// An output as the file has it.
    sealed interface Output {
        /// A CSV cell: the text itself in a free-text task, else JSON.
        record Text(String text) implements Output {}

        record Json(JsonNode node) implements Output {}
    }
}
