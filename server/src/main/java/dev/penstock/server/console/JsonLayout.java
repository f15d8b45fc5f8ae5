package dev.penstock.server.console;

import dev.penstock.server.console.ShownText.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON laid out for people: every name, text and number as it was written, and where each value stands.
///
/// @param text indented
/// @param root the value it is
/// @param spans where values stand in the text, by JSON pointer
public record JsonLayout(String text, Value root, Map<String, Span> spans) {
    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 400;
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();
    private static final JsonMapper JSON = JsonMapper.builder(STRICT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public JsonLayout {
        spans = Map.copyOf(spans);
    }

    /// A value as it was written.
    public sealed interface Value {
        /// @param raw the token, such as `1e21`
        /// @param content what a text says; the token of anything else
        record Scalar(String raw, String content) implements Value {
            boolean isText() {
                return raw.startsWith("\"");
            }

            boolean isNull() {
                return raw.equals("null");
            }
        }

        record Elements(List<Value> all) implements Value {}

        record Members(Map<String, Value> all) implements Value {}
    }

    /// What reading a text came to.
    public sealed interface Reading {
        record Laid(JsonLayout layout) implements Reading {}

        /// @param why one sentence with line and column
        /// @param line from 1; 0 when it has no place
        record Refused(String why, int line, int column) implements Reading {}
    }

    /// The layout of a text; empty if it is not one strict JSON value.
    public static Optional<JsonLayout> of(String json) {
        return read(json) instanceof Reading.Laid(var layout) ? Optional.of(layout) : Optional.empty();
    }

    static Reading read(String json) {
        try (var parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == null) {
                return new Reading.Refused("it is empty", 0, 0);
            }
            var writer = new Writer(json, parser);
            var root = writer.value("", 0);
            if (parser.nextToken() != null) {
                return refused("something follows the value", parser.currentTokenLocation());
            }
            return new Reading.Laid(new JsonLayout(writer.out.toString(), root, writer.spans));
        } catch (JacksonException e) {
            return refused("not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""), e.getLocation());
        }
    }

    private static Reading refused(String why, TokenStreamLocation at) {
        return at == null || at.getLineNr() < 1
                ? new Reading.Refused(why, 0, 0)
                : new Reading.Refused("line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + why,
                        at.getLineNr(), at.getColumnNr());
    }

    /// The value as a tree; the text was read before, so it is one.
    JsonNode node() {
        return JSON.readTree(text);
    }

    /// A text as a JSON string.
    static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    /// `a/b~c` as it stands in a JSON pointer.
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /// Writes what a parser reads, indented.
    private static final class Writer {
        private final String json;
        private final JsonParser parser;
        private final StringBuilder out = new StringBuilder();
        private final Map<String, Span> spans = new HashMap<>();

        Writer(String json, JsonParser parser) {
            this.json = json;
            this.parser = parser;
        }

        /// The parser stands on the first token of the value, and afterwards on its last.
        Value value(String pointer, int depth) {
            int start = out.length();
            var value = switch (parser.currentToken()) {
                case START_OBJECT -> members(pointer, depth);
                case START_ARRAY -> elements(pointer, depth);
                default -> scalar();
            };
            spans.put(pointer, new Span(start, out.length()));
            return value;
        }

        private Value members(String pointer, int depth) {
            var all = new LinkedHashMap<String, Value>();
            out.append('{');
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                next(all.isEmpty(), depth);
                out.append(quoted(name)).append(": ");
                parser.nextToken();
                all.put(name, value(pointer + "/" + escaped(name), depth + 1));
            }
            end(all.isEmpty(), '}', depth);
            return new Value.Members(Collections.unmodifiableMap(all));
        }

        private Value elements(String pointer, int depth) {
            var all = new ArrayList<Value>();
            out.append('[');
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                next(all.isEmpty(), depth);
                all.add(value(pointer + "/" + all.size(), depth + 1));
            }
            end(all.isEmpty(), ']', depth);
            return new Value.Elements(List.copyOf(all));
        }

        private void next(boolean first, int depth) {
            out.append(first ? "\n" : ",\n").append("  ".repeat(depth + 1));
        }

        private void end(boolean empty, char bracket, int depth) {
            out.append(empty ? "" : "\n" + "  ".repeat(depth)).append(bracket);
        }

        private Value scalar() {
            var content = parser.getString();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            int end = (int) parser.currentLocation().getCharOffset();
            var raw = json.substring(start, end);
            out.append(raw);
            return new Value.Scalar(raw, content);
        }
    }
}
