package dev.penstock.engine;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.store.NewItem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Turns one line of the input into an item, or into a dead letter that names file, line, key, value and what is allowed.
final class RecordReader {
    private static final int DEEPEST = 64;
    private static final int LONGEST_ID = 256;
    private static final int KEPT_CHARS = 64 * 1024;
    private static final int QUOTED_CHARS = 200;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String runId;
    private final String file;

    /// @param file as the user would name it
    RecordReader(String runId, String file) {
        this.runId = runId;
        this.file = file;
    }

    /// @param text the whole line, one JSON object
    NewItem read(long seq, long line, String text) {
        JsonNode record;
        try {
            record = JSON.readTree(text);
        } catch (JacksonException e) {
            return bad(seq, line, text, "json",
                    "not valid JSON" + column(e) + cause(e) + "; each line must be one JSON object");
        }
        if (!record.isObject()) {
            return bad(seq, line, text, "object",
                    "a JSON " + kind(record)
                            + "; each line must be one JSON object such as {\"id\":\"1\",\"text\":\"...\"}");
        }
        return UploadLine.unusable(record)
                .map(said -> bad(seq, line, said))
                .orElseGet(() -> withId(seq, line, text, record.get("id")));
    }

    /// A line that cannot be read as text at all.
    ///
    /// @param text what was kept of it
    NewItem unreadable(long seq, long line, String text, String rule, String message) {
        return bad(seq, line, text, rule, message);
    }

    private NewItem withId(long seq, long line, String text, @Nullable JsonNode id) {
        if (id == null || id.isNull()) {
            return new NewItem(new Item(runId, seq, line, stableId(line, text), text), null);
        }
        if (!id.isString() && !id.isIntegralNumber()) {
            return bad(seq, line, text, "id", "key id is a JSON " + kind(id) + "; allowed: a string or a whole number");
        }
        var value = id.asString();
        if (value.isBlank() || value.length() > LONGEST_ID || value.chars().anyMatch(Character::isISOControl)) {
            return bad(seq, line, text, "id", "key id is blank, longer than " + LONGEST_ID
                    + " characters or has control characters; allowed: 1 to " + LONGEST_ID + " printable characters");
        }
        return new NewItem(new Item(runId, seq, line, value, text), null);
    }

    private NewItem bad(long seq, long line, String text, String rule, String message) {
        return bad(seq, line, new UploadLine(rule, file + ":" + line + ": " + message, text));
    }

    private NewItem bad(long seq, long line, UploadLine said) {
        var evidence = new Evidence("input", said.rule(), "", said.message(), cut(said.text(), QUOTED_CHARS));
        var item = new Item(runId, seq, line, "line-" + line, asJsonString(cut(said.text(), KEPT_CHARS)));
        return new NewItem(item, new Failure.BadInput(said.message(), List.of(evidence)));
    }

    /// The same line of the same input has the same id in every run.
    static String stableId(long line, String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "line-" + line + "-" + HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String column(JacksonException e) {
        var where = e.getLocation();
        return where == null || where.getColumnNr() < 1 ? "" : " at column " + where.getColumnNr();
    }

    /// What is wrong, without quoting the line.
    private static String cause(JacksonException e) {
        var message = String.valueOf(e.getOriginalMessage());
        if (message.contains("uplicate")) {
            return " (a key is used twice)";
        }
        return message.contains("railing") ? " (something follows the object)" : "";
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NUMBER -> node.isIntegralNumber() ? "number" : "fraction";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
        };
    }

    private static String asJsonString(String text) {
        return JsonNodeFactory.instance.stringNode(text).toString();
    }

    private static String cut(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars) + "...";
    }
}
