package dev.penstock.engine.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an audit found.
///
/// @param rows judged; unreadable lines are not among them
/// @param reasons bad rows by reason, most first; each bad row counts once
/// @param flags odd rows by flag, most first; a row may have several, and a bad row has none
/// @param languages what rows in the wrong language are written in, by ISO 639-1 code; an empty code for another script
/// @param unreadable lines that are no record
/// @param examples the first findings of each reason and flag, and the first unreadable lines
/// @param nearConstant the one output that nearly all rows have, if there is one
/// @param reading how the rows were read
public record AuditReport(long rows, Map<String, Long> reasons, Map<String, Long> flags, Map<String, Long> languages,
        long unreadable, List<AuditFinding> examples, Optional<NearConstant> nearConstant, Reading reading) {
    /// How the rows were read and what they were held against.
    ///
    /// @param outputField where the replies stand
    /// @param inputField where the inputs stand; null when there is no one field
    /// @param json whether the outputs were taken to be JSON because the rows look so; false when a task or schema says
    /// @param complete false when only the first rows were asked for and there are more
    public record Reading(String outputField, @Nullable String inputField, boolean json, boolean complete) {}

    /// One output that nearly all rows have.
    ///
    /// @param rows that have it, of those judged good
    /// @param excerpt its beginning
    public record NearConstant(long rows, String excerpt) {}

    /// Rows that should not have been shipped.
    public long bad() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Whether everything is fine: no row is bad and every line could be read. Flags do not count.
    public boolean clean() {
        return bad() == 0 && unreadable == 0;
    }

    /// The examples of one reason or flag.
    public List<AuditFinding> examples(String reason) {
        return examples.stream().filter(finding -> finding.reason().equals(reason)).toList();
    }
}
