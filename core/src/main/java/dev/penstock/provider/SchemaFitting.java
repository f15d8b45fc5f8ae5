package dev.penstock.provider;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One pass over one schema: resolves what combines schemas (`$ref`, `allOf`, choices), and leaves each plain type to
/// [SchemaTypes]. Used once.
final class SchemaFitting {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> ANNOTATIONS = Set.of("title", "description", "default", "examples", "$comment",
            "deprecated", "readOnly", "writeOnly", "$schema", "$id", "$defs", "definitions");
    private static final Set<String> SILENT = Set.of("$comment", "default", "examples", "title", "deprecated",
            "readOnly",
            "writeOnly");
    private static final List<String> CONDITIONAL = List.of("then", "else", "not", "if");

    private final JsonNode root;
    private final SchemaSubset subset;
    private final SchemaRefs refs;
    private final SchemaTypes types;
    private final Set<String> problems = new LinkedHashSet<>();
    private final Deque<String> inlining = new ArrayDeque<>();
    private final Set<String> knownDefinitions = new HashSet<>();
    private final Deque<String> pendingDefinitions = new ArrayDeque<>();

    SchemaFitting(JsonNode root, SchemaSubset subset) {
        this.root = root;
        this.subset = subset;
        this.refs = new SchemaRefs(root);
        this.types = new SchemaTypes(this, subset);
    }

    /// The whole schema with the definitions it uses.
    ObjectNode root() {
        var fitted = fit(root, "");
        if (problems.isEmpty() && !fitted.path("type").asString("").equals("object")) {
            problem("", "must be an object at its root; put the value into a property");
        }
        var definitions = NODES.objectNode();
        while (!pendingDefinitions.isEmpty()) {
            var ref = pendingDefinitions.remove();
            refs.target(ref)
                    .ifPresent(target -> definitions.set(SchemaRefs.definition(ref).orElseThrow(),
                            fit(target, ref.substring(1))));
        }
        if (!definitions.isEmpty()) {
            fitted.set("$defs", definitions);
        }
        return fitted;
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /// Notes what cannot be expressed.
    ///
    /// @param at JSON pointer into the user's schema
    void problem(String at, String sentence) {
        problems.add("schema.json" + (at.isEmpty() ? "" : "#" + at) + " " + sentence);
    }

    /// Fits the schema at a place.
    ObjectNode fit(JsonNode node, String at) {
        if (!(node instanceof ObjectNode object)) {
            problem(at, "allows any value; give it a type");
            return NODES.objectNode();
        }
        var schema = withoutCombinations(object, at);
        if (schema.has("$ref")) {
            return reference(schema, at);
        }
        return schema.has("anyOf") ? choice(schema, at) : types.fit(schema, at);
    }

    /// The schema without `allOf` and `oneOf`, and with `$ref` or `anyOf` only where they stand alone.
    private ObjectNode withoutCombinations(ObjectNode schema, String at) {
        var plain = schema.deepCopy();
        if (plain.has("oneOf") && !plain.has("anyOf")) {
            plain.set("anyOf", plain.get("oneOf"));
        }
        plain.remove("oneOf");
        plain = withoutAllOf(plain, at);
        if (plain.has("$ref") && hasMore(plain, "$ref", SILENT) && !isDescribedRecursion(plain)) {
            plain = inlined(plain, at);
        }
        return plain.has("anyOf") && hasMore(plain, "anyOf", ANNOTATIONS) ? distributed(plain, at) : plain;
    }

    /// A recursive definition cannot be inlined; only the words beside the reference are lost.
    private boolean isDescribedRecursion(ObjectNode schema) {
        return !hasMore(schema, "$ref", ANNOTATIONS) && refs.recursive(schema.path("$ref").asString(""));
    }

    private static boolean hasMore(ObjectNode schema, String keyword, Set<String> harmless) {
        return schema.propertyStream()
                .map(entry -> entry.getKey())
                .anyMatch(name -> !name.equals(keyword) && !harmless.contains(name) && !name.startsWith("x-"));
    }

    private ObjectNode withoutAllOf(ObjectNode schema, String at) {
        if (!schema.has("allOf")) {
            return schema;
        }
        var parts = schema.remove("allOf");
        Optional<ObjectNode> merged = Optional.of(schema);
        for (int i = 0; i < parts.size() && merged.isPresent(); i++) {
            if (!(parts.get(i) instanceof ObjectNode part) || isConditional(part)) {
                continue;
            }
            var plain = expanded(part, at + "/allOf/" + i);
            merged = merged.flatMap(so -> SchemaMerge.both(so, plain));
        }
        if (merged.isEmpty()) {
            problem(at + "/allOf", "combines schemas that cannot be merged into one; write it as one schema");
        }
        return merged.orElse(NODES.objectNode().put("type", "null"));
    }

    private static boolean isConditional(ObjectNode part) {
        return part.propertyStream().allMatch(entry -> CONDITIONAL.contains(entry.getKey()));
    }

    /// Like [#withoutCombinations], with a reference always replaced by what it points to.
    private ObjectNode expanded(ObjectNode part, String at) {
        var plain = withoutCombinations(part, at);
        return plain.has("$ref") ? inlined(plain, at) : plain;
    }

    private ObjectNode inlined(ObjectNode schema, String at) {
        var ref = schema.remove("$ref").asString("");
        var target = refs.target(ref);
        if (target.isEmpty() || inlining.contains(ref) || refs.recursive(ref)) {
            problem(at, target.isEmpty()
                    ? unresolved(ref)
                    : "adds keywords to the recursive definition " + ref + ", which cannot be expressed");
            return NODES.objectNode().put("type", "null");
        }
        inlining.push(ref);
        var plain = expanded(target.get(), ref.substring(1));
        inlining.pop();
        schema.optional("description").ifPresent(_ -> plain.remove("description"));
        return SchemaMerge.both(schema, plain).orElseGet(() -> {
            problem(at, "contradicts the definition " + ref + " it refers to");
            return NODES.objectNode().put("type", "null");
        });
    }

    /// A choice beside other keywords holds together with them: each branch takes them over. Where the branches only narrow
    /// an object whose properties are listed already (say, which of them are required), the choice is dropped.
    private ObjectNode distributed(ObjectNode schema, String at) {
        var branches = schema.remove("anyOf");
        if (schema.path("properties").isObject() && addsNoProperty(schema, branches)) {
            return schema;
        }
        var choice = NODES.objectNode();
        schema.optional("description").ifPresent(text -> choice.set("description", text));
        schema.remove("description");
        var all = choice.putArray("anyOf");
        for (int i = 0; i < branches.size(); i++) {
            var place = at + "/anyOf/" + i;
            if (branches.get(i) instanceof ObjectNode branch) {
                SchemaMerge.both(schema, expanded(branch, place))
                        .ifPresentOrElse(all::add,
                                () -> problem(place, "cannot be merged with the keywords beside the choice"));
            }
        }
        return choice;
    }

    private static boolean addsNoProperty(ObjectNode schema, JsonNode branches) {
        return branches.valueStream().noneMatch(branch -> branch.has("$ref")) && branches.valueStream()
                .flatMap(SchemaFitting::listed)
                .allMatch(name -> schema.path("properties").has(name));
    }

    private static Stream<String> listed(JsonNode schema) {
        var names = new ArrayList<String>(schema.path("properties").propertyNames());
        schema.path("required").forEach(name -> names.add(name.asString("")));
        return names.stream();
    }

    /// Refuses an object whose conditions speak of properties it does not list: they would be forbidden.
    void requireListed(ObjectNode schema, String at) {
        Stream.concat(CONDITIONAL.stream(), Stream.of("dependentSchemas")).forEach(keyword -> {
            var parts = keyword.equals("dependentSchemas")
                    ? schema.path(keyword).valueStream()
                    : Stream.of(schema.path(keyword));
            parts.flatMap(SchemaFitting::listed)
                    .filter(name -> !schema.path("properties").has(name))
                    .findFirst()
                    .ifPresent(name -> problem(at + "/" + keyword,
                            "speaks of the property '" + name + "', which must be listed under properties too"));
        });
    }

    private ObjectNode reference(ObjectNode schema, String at) {
        var ref = schema.path("$ref").asString("");
        var definition = SchemaRefs.definition(ref);
        if (refs.target(ref).isEmpty()) {
            problem(at, unresolved(ref));
        } else if (refs.recursive(ref) && !subset.recursion()) {
            problem(at, "refers to itself through " + ref + ", and " + subset.provider() + " allows no recursion");
        } else if (definition.isPresent()) {
            if (knownDefinitions.add(ref)) {
                pendingDefinitions.add(ref);
            }
            return NODES.objectNode().put("$ref", "#/$defs/" + definition.get());
        } else if (ref.equals("#")) {
            return NODES.objectNode().put("$ref", "#");
        } else {
            return fit(inlined(schema, at), at);
        }
        return NODES.objectNode();
    }

    private static String unresolved(String ref) {
        return "refers to " + OneLine.of(ref, 100)
                + ", which is not in this file; references must look like #/$defs/name";
    }

    private ObjectNode choice(ObjectNode schema, String at) {
        var branches = new LinkedHashSet<ObjectNode>();
        var anyOf = schema.path("anyOf");
        for (int i = 0; i < anyOf.size(); i++) {
            branches.add(fit(anyOf.get(i), at + "/anyOf/" + i));
        }
        if (branches.isEmpty()) {
            problem(at, "offers no choice; give it a type");
            return NODES.objectNode();
        }
        if (branches.size() == 1 && !schema.has("description")) {
            return branches.iterator().next();
        }
        var fitted = NODES.objectNode();
        schema.optional("description").ifPresent(text -> fitted.set("description", text));
        fitted.putArray("anyOf").addAll(branches);
        return fitted;
    }
}
