package dev.penstock.engine.audit;

import org.jspecify.annotations.Nullable;

/// Which fields of a row are what, as the user says it: dotted paths, each null to find it by itself.
///
/// @param output what the model answered: a text, or JSON
/// @param input what it was asked
/// @param stopReason why the reply ended, as the provider said it
public record FieldNames(@Nullable String output, @Nullable String input, @Nullable String id,
        @Nullable String stopReason) {
    /// Nothing is said.
    public static final FieldNames FOUND_BY_THEMSELVES = new FieldNames(null, null, null, null);
}
