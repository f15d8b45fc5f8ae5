package dev.penstock.check;

import dev.penstock.item.Failure;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Whether a reply may be handed to the caller. Flags are `check:rule`, such as `lossless:fence`.
public sealed interface Verdict {
    List<String> flags();

    /// The output may be used.
    ///
    /// @param output what the reply says; a JSON string for a free-text task
    record Passed(JsonNode output, List<String> flags) implements Verdict {
        public Passed {
            flags = List.copyOf(flags);
        }
    }

    /// The reply must not be used; the failure carries the evidence.
    record Rejected(Failure failure, List<String> flags) implements Verdict {
        public Rejected {
            flags = List.copyOf(flags);
        }
    }
}
