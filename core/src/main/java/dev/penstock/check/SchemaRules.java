package dev.penstock.check;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.PathType;
import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The second layer: the user's own JSON Schema 2020-12, `format` asserted, nothing ever fetched. Thread-safe.
final class SchemaRules {
    private static final int MAX_ERRORS = 20;
    private static final int MAX_EVALUATION_DEPTH = 1_000;
    private static final long MAX_EVALUATION_STEPS = 5_000_000;

    /// Holds the meta-schemas once they are read; users' schemas each get a registry of their own, because equal ids must
    /// not meet.
    private static final SchemaRegistry META_SCHEMAS = registry();

    private final Schema schema;
    private final Shape shape;

    private SchemaRules(Schema schema, Shape shape) {
        this.schema = schema;
        this.shape = shape;
    }

    /// @throws IllegalArgumentException if the schema does not load: it breaks the meta-schema, refers to something that
    ///     is not in the document, or holds a pattern that does not compile
    static SchemaRules of(JsonNode schema, Shape shape) {
        try {
            refuse(metaErrors(schema));
            var compiled = registry().getSchema(schema);
            compiled.initializeValidators();
            return new SchemaRules(compiled, shape);
        } catch (SchemaException | UnsupportedOperationException unloadable) {
            throw new IllegalArgumentException("schema does not load: " + unloadable.getMessage(), unloadable);
        }
    }

    private static SchemaRegistry registry() {
        var config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ROOT)
                .build();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config));
    }

    private static List<Error> metaErrors(JsonNode schema) {
        var dialect = schema.path("$schema").asString(SpecificationVersion.DRAFT_2020_12.getDialectId());
        return META_SCHEMAS.getSchema(SchemaLocation.of(dialect)).validate(schema, SchemaRules::bounded);
    }

    private static void refuse(List<Error> errors) {
        if (!errors.isEmpty()) {
            var first = errors.getFirst();
            throw new IllegalArgumentException("schema does not load: at " + first.getInstanceLocation() + " "
                    + first.getMessage());
        }
    }

    /// The failure if the output breaks the schema.
    Optional<Failure> broken(JsonNode output) {
        try {
            var errors = schema.validate(output, SchemaRules::bounded);
            return errors.isEmpty() ? Optional.empty() : Optional.of(mismatch(errors));
        } catch (ValidationLimitExceededException tooMuch) {
            var evidence = new Evidence("schema", "limit", "", "the output is too large for this schema to be checked",
                    null);
            return Optional.of(new Failure.SchemaMismatch("schema limit", List.of(evidence)));
        }
    }

    private static void bounded(ExecutionContext context) {
        context.executionConfig(config -> config.formatAssertionsEnabled(true)
                .annotationCollectionEnabled(false)
                .maxEvaluationDepth(MAX_EVALUATION_DEPTH)
                .maxEvaluationSteps(MAX_EVALUATION_STEPS));
    }

    private Failure mismatch(List<Error> errors) {
        Map<String, Broken> distinct = new LinkedHashMap<>();
        for (var error : errors) {
            if (distinct.size() == MAX_ERRORS) {
                break;
            }
            var broken = broken(error);
            distinct.putIfAbsent(broken.evidence().path() + " " + broken.evidence().message(), broken);
        }
        var detail = Detail.of(distinct.values()
                .stream()
                .map(one -> one.plainPath() + " " + one.evidence().rule())
                .toList());
        return new Failure.SchemaMismatch(detail, distinct.values().stream().map(Broken::evidence).toList());
    }

    /// @param plainPath the path with nothing in it that the model made up
    private record Broken(Evidence evidence, String plainPath) {}

    private Broken broken(Error error) {
        var place = place(error);
        var value = error.getInstanceNode();
        var excerpt = value == null ? null : Excerpt.of(value.toString());
        var evidence = new Evidence("schema", error.getKeyword(), place.pointer(),
                SchemaMessage.of(place.pointer(), error), excerpt);
        return new Broken(evidence, place.plain());
    }

    private Place place(Error error) {
        var place = Place.ROOT;
        var here = shape;
        var path = error.getInstanceLocation();
        for (var i = 0; i < path.getNameCount(); i++) {
            if (path.getElement(i) instanceof Integer index) {
                place = place.item(index);
                here = here.item(index);
            } else {
                place = place.property(path.getName(i), here);
                here = here.property(path.getName(i));
            }
        }
        return unexpected(error) ? place.property(error.getProperty(), here) : place;
    }

    private static boolean unexpected(Error error) {
        return error.getProperty() != null && SchemaMessage.NO_SUCH_PROPERTY.contains(error.getKeyword());
    }
}
