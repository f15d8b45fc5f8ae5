package dev.penstock.jdbc;

import dev.penstock.item.Evidence;
import dev.penstock.provider.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Lists and maps as the JSON text that stands in a column. An empty list is stored as NULL.
final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<List<Evidence>> EVIDENCE = new TypeReference<>() {
    };
    private static final TypeReference<List<Message>> MESSAGES = new TypeReference<>() {
    };
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {
    };
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {
    };
    private static final TypeReference<Map<String, List<String>>> HEADERS = new TypeReference<>() {
    };

    private JsonText() {}

    static @Nullable String ofList(List<?> list) {
        return list.isEmpty() ? null : MAPPER.writeValueAsString(list);
    }

    static String ofMap(Map<String, ?> map) {
        return MAPPER.writeValueAsString(map);
    }

    static String ofText(String text) {
        return MAPPER.writeValueAsString(text);
    }

    static List<Evidence> evidence(@Nullable String json) {
        return json == null ? List.of() : MAPPER.readValue(json, EVIDENCE);
    }

    static String ofMessages(List<Message> messages) {
        return MAPPER.writeValueAsString(messages);
    }

    static List<Message> messages(String json) {
        return MAPPER.readValue(json, MESSAGES);
    }

    static List<String> strings(@Nullable String json) {
        return json == null ? List.of() : MAPPER.readValue(json, STRINGS);
    }

    static Map<String, String> texts(String json) {
        return MAPPER.readValue(json, TEXTS);
    }

    static Map<String, List<String>> headers(String json) {
        return MAPPER.readValue(json, HEADERS);
    }

    /// The text itself if it is a JSON document, and else the text as a JSON string.
    static String documentOrString(String text) {
        try {
            return MAPPER.readTree(text).isMissingNode() ? ofText(text) : text;
        } catch (JacksonException _) {
            return ofText(text);
        }
    }
}
