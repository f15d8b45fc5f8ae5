package dev.penstock.server.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A hash that is equal for equal JSON, whatever the order of its keys and its white space. Numbers count as written.
final class Fingerprint {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Fingerprint() {}

    static String of(JsonNode node) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(sorted(node).toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            var array = JSON.arrayNode();
            node.values().forEach(value -> array.add(sorted(value)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        var object = JSON.objectNode();
        List<String> names = node.propertyNames().stream().sorted().toList();
        names.forEach(name -> object.set(name, sorted(node.path(name))));
        return object;
    }
}
