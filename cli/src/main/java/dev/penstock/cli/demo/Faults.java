package dev.penstock.cli.demo;

import dev.penstock.simulator.FaultKind;
import java.util.Map;

/// What a person calls the things the simulator does to replies.
final class Faults {
    private static final Map<FaultKind, String> WORDS = Map.ofEntries(
            Map.entry(FaultKind.TRUNCATED, "cut off at the token limit"),
            Map.entry(FaultKind.TRUNCATED_PARSES, "cut off, yet valid JSON"),
            Map.entry(FaultKind.REFUSAL, "the model declined"),
            Map.entry(FaultKind.CONTENT_FILTER, "stopped by a content filter"),
            Map.entry(FaultKind.EMPTY_REPLY, "empty text"),
            Map.entry(FaultKind.PROSE, "prose around the JSON"),
            Map.entry(FaultKind.FENCE, "a code fence around the JSON"),
            Map.entry(FaultKind.PLACEHOLDER, "\"N/A\", \"TBD\" or \"\" as a value"),
            Map.entry(FaultKind.TEMPLATE_MARKER, "\"Dear [Customer Name]\""),
            Map.entry(FaultKind.WRONG_LANGUAGE, "Spanish, not English"),
            Map.entry(FaultKind.SCHEMA_MISSING, "a required field is missing"),
            Map.entry(FaultKind.SCHEMA_EXTRA, "a field nobody asked for"),
            Map.entry(FaultKind.SCHEMA_TYPE, "a value of the wrong type"),
            Map.entry(FaultKind.SCHEMA_ENUM, "a value outside its enum"));

    private Faults() {}

    static String words(FaultKind kind) {
        return WORDS.getOrDefault(kind, kind.label());
    }
}
