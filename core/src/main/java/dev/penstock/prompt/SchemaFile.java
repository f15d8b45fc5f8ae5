package dev.penstock.prompt;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.penstock.settings.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `schema.json` as read.
///
/// @param schema null when it is not usable; then problems say why
record SchemaFile(@Nullable JsonNode schema, List<Problem> problems) {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaCacheEnabled(false)
                    .schemaLoader(loader -> loader.allow(iri -> iri.toString().startsWith("https://json-schema.org/")))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    static SchemaFile read(String file, String text) {
        JsonNode json;
        try {
            json = Variables.JSON.readTree(text);
        } catch (JacksonException e) {
            var place = e.getLocation();
            int line = place == null ? 0 : Math.max(0, place.getLineNr());
            return wrong(new Problem(file, line, "", "not valid JSON"
                    + (place == null || place.getColumnNr() < 1 ? "" : " at column " + place.getColumnNr()), ""));
        }
        if (!(json instanceof ObjectNode)) {
            return wrong(new Problem(file, 1, "", "the schema must be a JSON object", ""));
        }
        var problems = new ArrayList<Problem>();
        checkDialect(file, json, problems);
        if (problems.isEmpty()) {
            checkAgainstItsMetaschema(file, json, problems);
        }
        if (problems.isEmpty()) {
            checkItLoads(file, json, problems);
            problems.addAll(SchemaFields.strangeAnnotations(file, json, text));
        }
        return new SchemaFile(problems.isEmpty() ? json : null, List.copyOf(problems));
    }

    /// How a value breaks a schema that loads, at most ten problems. Names places and rules, not values.
    static List<Problem> violations(JsonNode schema, JsonNode value, JsonLines.Line line, String key) {
        return load(schema).validate(value)
                .stream()
                .limit(10)
                .map(error -> line.problem(key + error.getInstanceLocation(),
                        "breaks the rule `" + error.getKeyword() + "` of schema.json: " + error.getMessage(), ""))
                .toList();
    }

    /// As [#violations], for a value that may leave required properties out.
    static List<Problem> contradictions(JsonNode schema, JsonNode value, JsonLines.Line line, String key) {
        var lenient = schema.deepCopy();
        lenient.findParents("required").forEach(parent -> {
            if (parent instanceof ObjectNode object && object.path("required").isArray()) {
                object.remove("required");
            }
        });
        return violations(lenient, value, line, key);
    }

    private static void checkDialect(String file, JsonNode json, List<Problem> problems) {
        var dialect = json.get("$schema");
        if (dialect != null && !DIALECT.equals(dialect.asString(""))) {
            problems.add(new Problem(file, 0, "$schema", "is not supported, was '" + dialect.asString("") + "'",
                    "leave it out, or use " + DIALECT));
        }
    }

    private static void checkAgainstItsMetaschema(String file, JsonNode json, List<Problem> problems) {
        var metaschema = REGISTRY.getSchema(com.networknt.schema.SchemaLocation.of(DIALECT));
        metaschema.validate(json)
                .stream()
                .limit(10)
                .map(error -> new Problem(file, 0, error.getInstanceLocation().toString(),
                        "is not valid JSON Schema 2020-12: " + error.getMessage(), ""))
                .forEach(problems::add);
    }

    /// The library throws several kinds of unchecked exceptions for schemas it cannot load, unsupported operations and bad
    /// references among them; each means the same here.
    private static void checkItLoads(String file, JsonNode json, List<Problem> problems) {
        try {
            load(json);
        } catch (SchemaException | IllegalArgumentException | UnsupportedOperationException | IllegalStateException e) {
            problems.add(new Problem(file, 0, "", "the schema does not load: " + firstLine(e),
                    "check its $ref and patterns"));
        }
    }

    private static Schema load(JsonNode json) {
        var schema = REGISTRY.getSchema(json);
        schema.initializeValidators();
        return schema;
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }

    private static SchemaFile wrong(Problem problem) {
        return new SchemaFile(null, List.of(problem));
    }
}
