package dev.penstock.engine.audit;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Finds the same output for different inputs: a model that stopped reading, or answers that were swapped. Remembers a
/// bounded number of outputs, by hash, so that a file of any length needs the same memory.
final class Repeats {
    /// Outputs that are remembered; a file's later new ones are not.
    static final int MOST_REMEMBERED = 200_000;

    /// Shorter texts may well be the same: labels, yes and no.
    private static final int SHORTEST_TEXT = 50;
    private static final long FEWEST_ROWS = 20;
    private static final double NEAR_CONSTANT_SHARE = 0.8;
    private static final int EXCERPT = 120;

    private final Map<Long, Output> outputs = new HashMap<>();
    private long rows;

    private static final class Output {
        private final long input;
        private final long firstLine;
        private final String excerpt;
        private long rows = 1;
        private boolean differentInputs;

        Output(long input, long firstLine, String excerpt) {
            this.input = input;
            this.firstLine = firstLine;
            this.excerpt = excerpt;
        }
    }

    /// Takes in the output of one row.
    ///
    /// @param input missing when the row does not tell; then every row counts as another input
    /// @return the line that had the same long text for another input, if one had
    OptionalLong add(long line, JsonNode output, JsonNode input) {
        rows++;
        var text = folded(output);
        long asked = input.isMissingNode() ? line : hash(input.toString());
        var known = outputs.get(hash(text));
        if (known == null) {
            remember(text, new Output(asked, line, cut(text)));
            return OptionalLong.empty();
        }
        known.rows++;
        boolean different = asked != known.input;
        known.differentInputs |= different;
        return different && holdsLongText(output) ? OptionalLong.of(known.firstLine) : OptionalLong.empty();
    }

    /// The output that nearly all rows have, if there is one.
    Optional<AuditReport.NearConstant> nearConstant() {
        return outputs.values()
                .stream()
                .filter(output -> output.differentInputs && rows >= FEWEST_ROWS
                        && output.rows >= NEAR_CONSTANT_SHARE * rows)
                .max(Comparator.comparingLong(output -> output.rows))
                .map(output -> new AuditReport.NearConstant(output.rows, output.excerpt));
    }

    private void remember(String text, Output output) {
        if (outputs.size() < MOST_REMEMBERED) {
            outputs.put(hash(text), output);
        }
    }

    /// Case and white space tell no two answers apart.
    private static String folded(JsonNode output) {
        var text = output.isString() ? output.stringValue() : output.toString();
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static boolean holdsLongText(JsonNode node) {
        if (node.isString()) {
            return node.stringValue().length() >= SHORTEST_TEXT;
        }
        return node.isContainer()
                && StreamSupport.stream(node.spliterator(), false).anyMatch(Repeats::holdsLongText);
    }

    private static String cut(String text) {
        return text.length() <= EXCERPT ? text : text.substring(0, text.offsetByCodePoints(0, EXCERPT / 2)) + "…";
    }

    /// FNV-1a with 64 bits: among the outputs remembered, two different ones share a hash once in a billion files.
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
