package dev.penstock.prompt;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A record as a template sees it. Nulls are left out, so that they count as missing; nested values print as JSON.
final class Variables {
    /// Decimals exactly as they were written.
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Variables() {}

    /// The record's fields, `input` (the whole record) and `id` (the item's). These two names win over fields.
    static Map<String, Object> of(ObjectNode record, String id) {
        var variables = new HashMap<String, Object>(fields(record));
        variables.put("input", new JsonObject(record));
        variables.put("id", id);
        return variables;
    }

    private static Map<String, Object> fields(ObjectNode object) {
        var fields = new LinkedHashMap<String, Object>();
        object.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                fields.put(field.getKey(), value(field.getValue()));
            }
        });
        return fields;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.isInt() ? (Object) node.longValue() : node.numberValue();
            case OBJECT -> new JsonObject((ObjectNode) node);
            case ARRAY -> new JsonList(node);
            case NULL, MISSING, BINARY, POJO -> node;
        };
    }

    /// Looked into as a map, printed as JSON.
    private static final class JsonObject extends AbstractMap<String, Object> {
        private final ObjectNode node;

        JsonObject(ObjectNode node) {
            this.node = node;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return fields(node).entrySet();
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }

    /// Walked as a list, printed as JSON; a null in it prints as `null`.
    private static final class JsonList extends AbstractList<Object> {
        private final JsonNode node;

        JsonList(JsonNode node) {
            this.node = node;
        }

        @Override
        public Object get(int index) {
            return value(node.get(index));
        }

        @Override
        public int size() {
            return node.size();
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }
}
