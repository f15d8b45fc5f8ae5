package dev.penstock.prompt;

import dev.penstock.prompt.TaskSettings.GroundedField;
import dev.penstock.prompt.TaskSettings.Grounding;
import dev.penstock.settings.Problem;
import dev.penstock.settings.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// The fields a schema allows in an output, by path: `order_id`, `customer.name`, `lines.*.sku`. Follows `$ref` within the
/// document, `allOf`, `anyOf` and `oneOf`.
final class SchemaFields {
    private static final String EVERY_ELEMENT = "*";
    private static final String GROUNDED = "x-grounded";
    private static final Set<String> WORDS = Arrays.stream(Grounding.values())
            .map(word -> word.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    private static final int DEEPEST = 4;
    private static final int MOST = 40;

    private final JsonNode document;

    private SchemaFields(JsonNode document) {
        this.document = document;
    }

    /// The JSON pointer of a path: names with dots between them, or a pointer already (for names that hold a dot).
    static String pointer(String path) {
        return path.startsWith("/") ? path : "/" + path.replace("~", "~0").replace("/", "~1").replace('.', '/');
    }

    /// The fields that a task grounds and its schema does not have.
    ///
    /// @param file the task's settings, for the lines
    static List<Problem> unknown(String folder, TaskFile file, JsonNode schema) {
        var fields = new SchemaFields(schema);
        return file.settings()
                .checks()
                .grounding()
                .stream()
                .filter(field -> !fields.has(field.pointer()))
                .map(field -> fields.unknown(folder, file, field))
                .toList();
    }

    /// Annotations `x-grounded` that say what nobody understands.
    ///
    /// @param text the schema as written, for the lines
    static List<Problem> strangeAnnotations(String file, JsonNode schema, String text) {
        var problems = new ArrayList<Problem>();
        for (var node : schema.findParents(GROUNDED)) {
            var word = node.path(GROUNDED);
            if (!word.isObject() && !WORDS.contains(word.asString(""))) {
                problems.add(new Problem(file, line(text, word), GROUNDED, "is not allowed, was '" + word.asString(
                        word.toString()) + "'", "allowed: extract, number, quote, off"));
            }
        }
        return problems;
    }

    private static int line(String text, JsonNode word) {
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(GROUNDED) && lines.get(i).contains(word.toString())) {
                return i + 1;
            }
        }
        return 0;
    }

    private Problem unknown(String folder, TaskFile file, GroundedField field) {
        var key = "checks.grounding." + field.key();
        var names = names();
        var guess = Spelling.nearest(field.key(), names).map(name -> "did you mean " + name + "? ").orElse("");
        return new Problem(folder + TaskFile.NAME, file.line(key), key,
                "schema.json has no such field, was '" + field.grounding().name().toLowerCase(Locale.ROOT) + "'",
                guess + "fields: " + String.join(", ", names));
    }

    private boolean has(String pointer) {
        var places = all(List.of(document));
        for (var step : pointer.substring(1).split("/", -1)) {
            if (isOpen(places)) {
                return true;
            }
            places = inside(places, step.replace("~1", "/").replace("~0", "~"));
            if (places.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /// Whether the schema is silent about what is inside, so that anything may be.
    private static boolean isOpen(List<JsonNode> places) {
        return places.stream()
                .noneMatch(place -> place.has("properties") || place.has("items") || place.has("prefixItems")
                        || (place.has("type")
                                && !Set.of("object", "array").contains(place.path("type").asString(""))));
    }

    private List<JsonNode> inside(List<JsonNode> places, String step) {
        var found = new ArrayList<JsonNode>();
        for (var place : places) {
            if (place.path("properties").has(step)) {
                found.add(place.path("properties").path(step));
            }
            if (step.equals(EVERY_ELEMENT)) {
                found.addAll(place.path("prefixItems").values());
                if (place.has("items")) {
                    found.add(place.path("items"));
                }
            }
        }
        return all(found);
    }

    /// These places and those they refer to or combine.
    private List<JsonNode> all(List<JsonNode> places) {
        Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var found = new ArrayList<JsonNode>();
        var open = new ArrayList<>(places);
        while (!open.isEmpty()) {
            var place = open.removeLast();
            if (place.isObject() && seen.add(place)) {
                found.add(place);
                List.of("allOf", "anyOf", "oneOf").forEach(keyword -> open.addAll(place.path(keyword).values()));
                var reference = place.path("$ref").asString("");
                if (reference.equals("#") || reference.startsWith("#/")) {
                    open.add(document.at(JsonPointer.compile(reference.substring(1))));
                }
            }
        }
        return found;
    }

    /// At most forty, as a user would write them.
    private List<String> names() {
        var names = new ArrayList<String>();
        collect(all(List.of(document)), "", 0, names);
        return names.size() > MOST ? List.copyOf(names.subList(0, MOST)) : List.copyOf(names);
    }

    private void collect(List<JsonNode> places, String prefix, int depth, List<String> names) {
        var steps = new TreeSet<String>();
        places.forEach(place -> steps.addAll(place.path("properties").propertyNames()));
        if (places.stream().anyMatch(place -> place.has("items") || place.has("prefixItems"))) {
            steps.add(EVERY_ELEMENT);
        }
        for (var step : steps) {
            if (names.size() <= MOST && depth < DEEPEST) {
                names.add(prefix + step);
                collect(inside(places, step), prefix + step + ".", depth + 1, names);
            }
        }
    }
}
