package dev.penstock.engine.audit;

import dev.penstock.engine.InputRecords.Format;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What to audit, and how much of it to show.
///
/// @param limit at most this many rows, at least 1; null for all
/// @param examples findings shown per reason
public record AuditRequest(Path file, Format format, FieldNames names, Expectation expectation, @Nullable Long limit,
        int examples) {}
