package dev.penstock.check;

import dev.penstock.item.Failure;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What one [Check] says.
public sealed interface Finding {
    Finding PASSED = new Passed();

    /// Nothing to say.
    record Passed() implements Finding {}

    /// Good enough to accept, and worth telling.
    ///
    /// @param flags `check:rule`, at least one
    record Flagged(List<String> flags) implements Finding {
        public Flagged {
            flags = List.copyOf(flags);
        }
    }

    /// Not acceptable.
    record Rejected(Failure failure) implements Finding {}

    /// Acceptable once changed; later checks see the new output.
    ///
    /// @param flags `check:rule`, at least one: a change is never silent
    record Replaced(JsonNode output, List<String> flags) implements Finding {
        public Replaced {
            flags = List.copyOf(flags);
        }
    }
}
