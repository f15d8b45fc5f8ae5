package dev.penstock.server.http;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The shapes of all bodies, by name: what requests are held against is what the documentation shows. Safe for use by many
/// threads.
public final class Schemas {
    private static final int MOST_MISTAKES = 20;
    private static final String FILE = "/dev/penstock/server/schemas.json";

    private final ObjectNode all;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    private Schemas(ObjectNode all) {
        this.all = all;
    }

    public static Schemas load() {
        try (var in = Schemas.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return new Schemas((ObjectNode) new JsonMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectNode all() {
        return all;
    }

    /// What is wrong with a body; empty when nothing is. Names places, never values.
    public List<Problem.Mistake> mistakes(String name, JsonNode body) {
        return compiled.computeIfAbsent(name, this::compile)
                .validate(body)
                .stream()
                .limit(MOST_MISTAKES)
                .map(error -> new Problem.Mistake(error.getInstanceLocation().toString(), error.getMessage()))
                .toList();
    }

    private Schema compile(String name) {
        if (!all.has(name)) {
            throw new IllegalStateException("there is no schema " + name);
        }
        var document = JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
        document.putObject("components").set("schemas", all);
        var config = SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER).locale(Locale.ROOT).build();
        var schema = SchemaRegistry
                .withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config))
                .getSchema(document);
        schema.initializeValidators();
        return schema;
    }
}
