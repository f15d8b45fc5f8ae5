package dev.penstock.provider;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fits a user's natural JSON Schema 2020-12 into a provider's strict subset. Pure.
///
/// Whatever is valid for the fitted schema but not for the user's is caught by checking the reply against the user's schema
/// afterwards, so the fit may loosen: a constraint the subset lacks is dropped and said in the description, `oneOf` becomes
/// `anyOf`. It may also narrow where that costs nothing: properties that are not listed are forbidden. An optional property
/// becomes nullable where the subset wants all properties required; a null that stands for absent is taken out of the
/// reply by its reader.
///
/// @param schema the schema in the subset; of no use when there are problems
/// @param problems what cannot be expressed, one sentence each, naming the place in `schema.json`
public record StrictSchema(ObjectNode schema, List<String> problems) {
    public StrictSchema {
        problems = List.copyOf(problems);
    }

    /// Fits a schema.
    public static StrictSchema fit(JsonNode schema, SchemaSubset subset) {
        var fitting = new SchemaFitting(schema, subset);
        var fitted = fitting.root();
        var problems = fitting.problems();
        if (problems.isEmpty()) {
            problems = new SchemaSize(fitted).beyond(subset);
        }
        return new StrictSchema(fitted, problems);
    }
}
