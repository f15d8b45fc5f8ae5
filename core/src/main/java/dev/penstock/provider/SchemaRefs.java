package dev.penstock.provider;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Follows `$ref` within one schema document.
record SchemaRefs(JsonNode root) {
    /// The schema a reference points to; empty if it points outside, at an anchor or at nothing.
    Optional<ObjectNode> target(String ref) {
        if (ref.equals("#")) {
            return root instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        }
        if (!ref.startsWith("#/")) {
            return Optional.empty();
        }
        return root.at(JsonPointer.compile(ref.substring(1))) instanceof ObjectNode object
                ? Optional.of(object)
                : Optional.empty();
    }

    /// The name, if the reference points at an entry of `$defs` (or of `definitions`, its older name).
    static Optional<String> definition(String ref) {
        var matcher = Pattern.compile("#/(?:\\$defs|definitions)/([^/]+)").matcher(ref);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /// Whether following the reference leads back to it.
    boolean recursive(String ref) {
        var seen = new HashSet<String>();
        var next = new ArrayDeque<JsonNode>();
        target(ref).ifPresent(next::add);
        while (!next.isEmpty()) {
            for (var found : next.remove().findValues("$ref")) {
                var inner = found.asString("");
                if (inner.equals(ref) || inner.equals("#")) {
                    return true;
                }
                if (seen.add(inner)) {
                    target(inner).ifPresent(next::add);
                }
            }
        }
        return false;
    }
}
