package dev.penstock.check;

import dev.penstock.check.StrictJson.Reading;
import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// The first layer: reads the reply as the JSON it is, helped only by steps that cannot lose or invent anything (a byte
/// order mark or a code fence taken off, the one JSON value found inside prose). It never closes cut-off JSON, never
/// guesses a key and never chooses between two values.
final class ReplyParser {
    /// Longer replies are refused unread.
    static final int MAX_REPLY_CHARS = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final Pattern FENCE_OPENING = Pattern.compile("```[ \\t]*[\\w.+-]{0,20}[ \\t]*\\r?\\n");

    private final Shape shape;

    ReplyParser(Shape shape) {
        this.shape = shape;
    }

    /// What the reply says, before its schema is asked.
    sealed interface Parsed {
        /// @param rungs flags of the lossless steps it took
        record Value(JsonNode node, List<String> rungs) implements Parsed {}

        record Unusable(Failure failure) implements Parsed {}
    }

    Parsed parse(String reply) {
        if (reply.length() > MAX_REPLY_CHARS) {
            return unusable("size", "the reply has " + reply.length() + " characters, allowed are " + MAX_REPLY_CHARS,
                    reply);
        }
        if (reply.isBlank()) {
            return unusable("empty", "the reply holds nothing to use", reply);
        }
        return shape == Shape.ANYTHING ? freeText(reply) : json(reply);
    }

    private static Parsed freeText(String reply) {
        return Excerpt.isUnicode(reply)
                ? new Parsed.Value(StringNode.valueOf(reply), List.of())
                : unusable("surrogate", "the reply holds half of a surrogate pair, which no file can store", reply);
    }

    private Parsed json(String reply) {
        var marked = reply.charAt(0) == BYTE_ORDER_MARK;
        var text = marked ? reply.substring(1) : reply;
        return switch (StrictJson.read(text)) {
            case Reading.Value(var node) -> new Parsed.Value(node, marked ? List.of("lossless:bom") : List.of());
            case Reading.Refused refused -> fenced(text, refused);
        };
    }

    private Parsed fenced(String text, Reading.Refused refused) {
        var content = fenceContent(text.strip());
        return !content.isEmpty() && StrictJson.read(content) instanceof Reading.Value(var node)
                ? new Parsed.Value(node, List.of("lossless:fence"))
                : insideProse(text, refused);
    }

    /// The text between an opening fence at the very start and a closing one at the very end; empty if there are none.
    private static String fenceContent(String text) {
        var opening = FENCE_OPENING.matcher(text);
        return opening.lookingAt() && text.endsWith("```") && text.length() - 3 >= opening.end()
                ? text.substring(opening.end(), text.length() - 3)
                : "";
    }

    private Parsed insideProse(String text, Reading.Refused refused) {
        var wantsArray = shape.allows(JsonType.ARRAY) && !shape.allows(JsonType.OBJECT);
        if (!wantsArray && !shape.allows(JsonType.OBJECT)) {
            return unusable(refused.rule(), refused.why(), text);
        }
        return switch (ProseScan.of(text, wantsArray ? '[' : '{')) {
            case ProseScan.One(var node) -> new Parsed.Value(node, List.of("lossless:prose"));
            case ProseScan.None _ -> unusable(refused.rule(), refused.why(), text);
            case ProseScan.Unclear(var why) -> unusable("prose", why, text);
        };
    }

    private static Parsed unusable(String rule, String why, String reply) {
        var evidence = new Evidence("parse", rule, "", why, reply.isEmpty() ? null : Excerpt.of(reply));
        return new Parsed.Unusable(new Failure.Unparseable("parse " + rule, List.of(evidence)));
    }
}
