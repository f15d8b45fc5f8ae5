package dev.penstock.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the user's own schema says about one place in the output, as far as the lossless rungs and the placeholder check
/// need to know: which types, names and listed values it allows there. It reads `type`, `enum`, `const`, `properties`,
/// `additionalProperties`, `items`, `prefixItems`, `$ref` within the document, `allOf`, `anyOf` and `oneOf`; what it does
/// not read it takes to allow anything, so that doubt never changes a reply. Whether the output is valid is for
/// [SchemaRules] to say.
///
/// Immutable once [ShapeReader] has filled it in; a recursive schema is a cyclic graph, so every question carries a bound.
final class Shape {
    /// Allows everything; the shape of free text and of places a schema is silent about.
    static final Shape ANYTHING = new Shape();

    /// How many nested combinators a question follows; a schema that says less within this many allows anything.
    private static final int DEEPEST = 16;

    @Nullable
    Set<JsonType> types;
    @Nullable
    List<JsonNode> listed;
    boolean never;
    final Set<String> required = new HashSet<>();
    final Map<String, Shape> properties = new HashMap<>();
    final List<Shape> prefixItems = new ArrayList<>();
    @Nullable
    Shape items;
    @Nullable
    Shape additional;
    /// All of these hold too: `allOf` and `$ref`.
    final List<Shape> all = new ArrayList<>();
    /// At least one of each group holds: `anyOf` and `oneOf`.
    final List<List<Shape>> any = new ArrayList<>();
    /// What `x-grounded` says.
    @Nullable
    Grounding grounded;

    /// The same place once the container that stands there is known: branches of `anyOf` and `oneOf` that cannot be
    /// meant by it, judged by type, listed values and names, are gone.
    Shape narrowedTo(JsonNode container) {
        return narrowedTo(container, DEEPEST);
    }

    /// Whether a value of this type may stand here.
    boolean allows(JsonType type) {
        return holds(shape -> shape.ownAllows(type), DEEPEST);
    }

    /// Whether the schema lists exactly this string here, as `enum` or `const`.
    boolean lists(String text) {
        return reaches(shape -> shape.listed != null
                && shape.listed.stream().anyMatch(value -> value.isString() && value.stringValue().equals(text)),
                DEEPEST);
    }

    /// How what stands here must be backed by the input, if the schema says so.
    Optional<Grounding> grounded() {
        return grounded(DEEPEST);
    }

    private Optional<Grounding> grounded(int bound) {
        if (grounded != null || bound == 0) {
            return Optional.ofNullable(grounded);
        }
        return Stream.concat(all.stream(), any.stream().flatMap(List::stream))
                .map(shape -> shape.grounded(bound - 1))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// Whether an object here must have this property.
    boolean requires(String name) {
        return !holds(shape -> !shape.required.contains(name), DEEPEST);
    }

    /// Whether the schema names this property.
    boolean declares(String name) {
        return reaches(shape -> shape.properties.containsKey(name), DEEPEST);
    }

    /// The place of this property of an object here.
    Shape property(String name) {
        return child(shape -> Objects.requireNonNullElse(shape.properties.getOrDefault(name, shape.additional),
                ANYTHING), DEEPEST);
    }

    /// The place of the element with this index of an array here.
    Shape item(int index) {
        return child(shape -> index < shape.prefixItems.size()
                ? shape.prefixItems.get(index)
                : Objects.requireNonNullElse(shape.items, ANYTHING), DEEPEST);
    }

    private Shape narrowedTo(JsonNode container, int bound) {
        if (bound == 0 || (all.isEmpty() && any.isEmpty())) {
            return this;
        }
        var narrow = withoutCombinators();
        all.forEach(shape -> narrow.all.add(shape.narrowedTo(container, bound - 1)));
        for (var group : any) {
            var meant = group.stream().filter(shape -> shape.mayMean(container, bound - 1)).toList();
            var kept = (meant.isEmpty() ? group : meant).stream()
                    .map(shape -> shape.narrowedTo(container, bound - 1))
                    .toList();
            if (kept.size() == 1) {
                narrow.all.add(kept.getFirst());
            } else {
                narrow.any.add(kept);
            }
        }
        return narrow;
    }

    private Shape withoutCombinators() {
        var copy = new Shape();
        copy.types = types;
        copy.listed = listed;
        copy.never = never;
        copy.required.addAll(required);
        copy.properties.putAll(properties);
        copy.prefixItems.addAll(prefixItems);
        copy.items = items;
        copy.additional = additional;
        copy.grounded = grounded;
        return copy;
    }

    private boolean mayMean(JsonNode container, int bound) {
        return bound == 0
                || (ownMayMean(container) && all.stream().allMatch(shape -> shape.mayMean(container, bound - 1)));
    }

    private boolean ownMayMean(JsonNode container) {
        if (!ownAllows(container.isObject() ? JsonType.OBJECT : JsonType.ARRAY)) {
            return false;
        }
        return !container.isObject() || (required.stream().allMatch(container::has)
                && container.properties().stream().allMatch(field -> mayHave(field.getKey(), field.getValue())));
    }

    private boolean mayHave(String name, JsonNode value) {
        var shape = properties.get(name);
        if (shape == null) {
            return additional == null || !additional.never;
        }
        return shape.listed == null || value.isNull() || shape.listed.contains(value);
    }

    private boolean ownAllows(JsonType type) {
        return !never && typeAllows(type) && (listed == null || listed.stream().anyMatch(type::is));
    }

    private boolean typeAllows(JsonType type) {
        return types == null || types.contains(type) || (type == JsonType.INTEGER && types.contains(JsonType.NUMBER));
    }

    /// Whether the question holds here, for all of `all` and for one of each group of `any`.
    private boolean holds(Predicate<Shape> question, int bound) {
        return bound == 0 || (question.test(this) && all.stream().allMatch(shape -> shape.holds(question, bound - 1))
                && any.stream().allMatch(group -> group.stream().anyMatch(shape -> shape.holds(question, bound - 1))));
    }

    /// Whether the question holds here or anywhere in `all` or `any`.
    private boolean reaches(Predicate<Shape> question, int bound) {
        return bound > 0 && (question.test(this) || all.stream().anyMatch(shape -> shape.reaches(question, bound - 1))
                || any.stream()
                        .anyMatch(group -> group.stream().anyMatch(shape -> shape.reaches(question, bound - 1))));
    }

    private Shape child(Function<Shape, Shape> step, int bound) {
        if (bound == 0) {
            return ANYTHING;
        }
        var own = step.apply(this);
        return all.isEmpty() && any.isEmpty() ? own : combined(own, step, bound);
    }

    private Shape combined(Shape own, Function<Shape, Shape> step, int bound) {
        var child = new Shape();
        child.add(own);
        all.forEach(shape -> child.add(shape.child(step, bound - 1)));
        any.forEach(group -> child.any.add(group.stream().map(shape -> shape.child(step, bound - 1)).toList()));
        return child.all.size() == 1 && child.any.isEmpty() ? child.all.getFirst() : child;
    }

    private void add(Shape shape) {
        if (shape != ANYTHING) {
            all.add(shape);
        }
    }
}
