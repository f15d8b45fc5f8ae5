package dev.penstock.engine.audit;

import dev.penstock.item.Evidence;
import java.util.List;

/// What is wrong, or odd, with one row.
///
/// @param line of the file, the first is 1
/// @param id empty when the row has none
/// @param reason why: `placeholder`, `truncated`, `wrong-language`, ...; for a flag its `check:rule`
/// @param evidence what a person sees, at least one; quotes the row
public record AuditFinding(Grade grade, long line, String id, String reason, List<Evidence> evidence) {
    /// How sure it is that the row is bad.
    public enum Grade {
        /// The row should not have been shipped.
        BAD,
        /// Worth a look; not counted as bad.
        FLAG,
        /// The line is no record, so nothing was judged.
        UNREADABLE
    }

    public AuditFinding {
        evidence = List.copyOf(evidence);
    }
}
