package dev.penstock.check;

import dev.penstock.check.StrictJson.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Fits a reply to its schema where the schema leaves exactly one reading: a string that holds the object or array that is
/// wanted is unpacked, a string that is exactly a number where only a number may stand becomes it, and a null in an
/// optional property that may not be null becomes absent (it is how a provider's strict mode spells absent). Changes the
/// tree it is given.
final class LosslessFit {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");
    private static final Pattern DECIMAL_NUMBER = Pattern.compile("-?(?:0|[1-9]\\d{0,17})\\.\\d{1,17}");

    private final boolean rungs;
    private final TreeSet<String> taken = new TreeSet<>();

    private LosslessFit(boolean rungs) {
        this.rungs = rungs;
    }

    /// @param flags of the rungs it took; restoring what is absent has none
    record Fitted(JsonNode node, List<String> flags) {}

    /// Takes every rung.
    static Fitted reply(JsonNode node, Shape shape) {
        var fit = new LosslessFit(true);
        var fitted = fit.value(node, shape, 0);
        return new Fitted(fitted, List.copyOf(fit.taken));
    }

    /// Only restores what is absent.
    static JsonNode restoreAbsent(JsonNode node, Shape shape) {
        return new LosslessFit(false).value(node, shape, 0);
    }

    private JsonNode value(JsonNode node, Shape shape, int depth) {
        var value = node.isString() && rungs && !shape.allows(JsonType.STRING)
                ? fromText(node, node.stringValue(), shape, depth)
                : node;
        switch (value) {
            case ObjectNode object -> fields(object, shape.narrowedTo(object), depth);
            case ArrayNode array -> elements(array, shape.narrowedTo(array), depth);
            default -> {
                // a scalar has nothing inside
            }
        }
        return value;
    }

    private void fields(ObjectNode object, Shape shape, int depth) {
        for (var field : List.copyOf(object.properties())) {
            var name = field.getKey();
            var place = shape.property(name);
            if (field.getValue().isNull() && standsForAbsent(shape, name, place)) {
                object.remove(name);
            } else {
                object.set(name, value(field.getValue(), place, depth + 1));
            }
        }
    }

    private void elements(ArrayNode array, Shape shape, int depth) {
        for (var i = 0; i < array.size(); i++) {
            array.set(i, value(array.get(i), shape.item(i), depth + 1));
        }
    }

    private static boolean standsForAbsent(Shape parent, String name, Shape place) {
        return parent.declares(name) && !parent.requires(name) && !place.allows(JsonType.NULL);
    }

    private JsonNode fromText(JsonNode node, String text, Shape shape, int depth) {
        if (shape.allows(JsonType.OBJECT) || shape.allows(JsonType.ARRAY)) {
            return container(node, text, shape, depth);
        }
        if (shape.allows(JsonType.NUMBER) || shape.allows(JsonType.INTEGER)) {
            return number(node, text, shape);
        }
        return node;
    }

    /// Once per value: what is unpacked may itself hold strings to unpack, but each costs a level of depth.
    private JsonNode container(JsonNode node, String text, Shape shape, int depth) {
        if (depth < StrictJson.MAX_DEPTH && StrictJson.read(text) instanceof Reading.Value(var inner)
                && ((inner.isObject() && shape.allows(JsonType.OBJECT))
                        || (inner.isArray() && shape.allows(JsonType.ARRAY)))
                && depth + depthOf(inner) <= StrictJson.MAX_DEPTH) {
            taken.add("lossless:stringified");
            return inner;
        }
        return node;
    }

    private static int depthOf(JsonNode node) {
        return node.isContainer() ? 1 + node.values().stream().mapToInt(LosslessFit::depthOf).max().orElse(0) : 0;
    }

    private JsonNode number(JsonNode node, String text, Shape shape) {
        if (WHOLE_NUMBER.matcher(text).matches() && shape.allows(JsonType.INTEGER)) {
            taken.add("lossless:number");
            return whole(new BigInteger(text));
        }
        if (DECIMAL_NUMBER.matcher(text).matches() && shape.allows(JsonType.NUMBER) && isExactDouble(text)) {
            taken.add("lossless:number");
            return DecimalNode.valueOf(new BigDecimal(text));
        }
        return node;
    }

    /// The node type a parser would have made, so that equality with other trees holds.
    private static JsonNode whole(BigInteger number) {
        return number.bitLength() < Integer.SIZE
                ? JsonNodeFactory.instance.numberNode(number.intValueExact())
                : JsonNodeFactory.instance.numberNode(number.longValueExact());
    }

    /// Whether the digits survive a trip through the 64-bit float that most readers of JSON use.
    private static boolean isExactDouble(String text) {
        var exact = new BigDecimal(text);
        return BigDecimal.valueOf(exact.doubleValue()).compareTo(exact) == 0;
    }
}
