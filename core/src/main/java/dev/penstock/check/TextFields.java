package dev.penstock.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Collects the strings of a JSON tree. Recursive: trees come from [StrictJson], which caps their depth.
final class TextFields {
    private final List<Candidate.Text> found = new ArrayList<>();

    private TextFields() {}

    static List<Candidate.Text> of(JsonNode output, Shape shape) {
        var fields = new TextFields();
        fields.collect(output, shape, Place.ROOT);
        return List.copyOf(fields.found);
    }

    static List<String> lowerCaseValues(JsonNode tree) {
        var values = new ArrayList<String>();
        collectValues(tree, values);
        return List.copyOf(values);
    }

    private void collect(JsonNode node, Shape shape, Place place) {
        if (node.isString() && !shape.lists(node.stringValue())) {
            found.add(new Candidate.Text(place.pointer(), place.plain(), node.stringValue()));
        }
        if (node.isContainer()) {
            collectChildren(node, shape.narrowedTo(node), place);
        }
    }

    private void collectChildren(JsonNode node, Shape shape, Place place) {
        for (var field : node.properties()) {
            collect(field.getValue(), shape.property(field.getKey()), place.property(field.getKey(), shape));
        }
        for (var i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), shape.item(i), place.item(i));
        }
    }

    private static void collectValues(JsonNode node, List<String> values) {
        if (node.isContainer()) {
            node.values().forEach(child -> collectValues(child, values));
        } else if (!node.isNull() && !node.isMissingNode()) {
            values.add(node.asString().toLowerCase(Locale.ROOT));
        }
    }
}
