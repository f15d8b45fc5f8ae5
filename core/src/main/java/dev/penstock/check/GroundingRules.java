package dev.penstock.check;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the settings say about the places of an output: a tree with a branch per property, and one for all elements of an
/// array.
final class GroundingRules {
    static final String EVERY_ELEMENT = "*";

    private final Map<String, GroundingRules> inside = new HashMap<>();
    private @Nullable Grounding here;

    private GroundingRules() {}

    /// @param fields by JSON pointer
    static GroundingRules of(Map<String, Grounding> fields) {
        var root = new GroundingRules();
        fields.forEach((pointer, grounding) -> {
            var place = root;
            for (var name : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
                var plain = name.replace("~1", "/").replace("~0", "~");
                place = place.inside.computeIfAbsent(plain, _ -> new GroundingRules());
            }
            place.here = grounding;
        });
        return root;
    }

    /// What is said about exactly this place.
    @Nullable
    Grounding here() {
        return here;
    }

    /// The place of a property, or of the elements of an array; null when nothing is said about it or what is inside.
    @Nullable
    GroundingRules inside(String name) {
        return inside.get(name);
    }
}
