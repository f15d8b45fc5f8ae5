package dev.penstock.server.http;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The document that describes the API, made from the very table it is served from.
public final class OpenApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern IN_PATH = Pattern.compile("\\{([a-z-]+)}");

    private OpenApi() {}

    /// @param version of the program
    public static ObjectNode of(List<Route> routes, Schemas schemas, String version) {
        var document = JSON.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Penstock")
                .put("version", version)
                .put("description", "Generations and runs for programs, dead letters and samples for people.");
        var paths = document.putObject("paths");
        for (var route : routes) {
            if (!route.forPeople()) {
                paths.withObjectProperty(route.path()).set(route.method().toLowerCase(Locale.ROOT), operation(route));
            }
        }
        var components = document.putObject("components");
        components.set("schemas", schemas.all());
        components.putObject("securitySchemes").putObject("token").put("type", "http").put("scheme", "bearer");
        return document;
    }

    private static ObjectNode operation(Route route) {
        var operation = JSON.objectNode().put("summary", route.summary()).put("x-role", role(route));
        if (role(route).equals("none")) {
            operation.putArray("security");
        } else {
            operation.putArray("security").addObject().putArray("token");
        }
        parameters(route, operation);
        body(route, operation);
        var responses = operation.putObject("responses");
        new TreeMap<>(route.replies()).forEach((status, reply) -> responses.set(String.valueOf(status), reply(reply)));
        return operation;
    }

    private static String role(Route route) {
        return switch (route.needs()) {
            case NOTHING -> "none";
            case VIEWER -> "viewer";
            case REVIEWER -> "reviewer";
            case OPERATOR -> "operator";
        };
    }

    private static void parameters(Route route, ObjectNode operation) {
        var all = JSON.arrayNode();
        IN_PATH.matcher(route.path())
                .results()
                .forEach(found -> all.addObject()
                        .put("in", "path")
                        .put("name", found.group(1))
                        .put("required", true)
                        .putObject("schema")
                        .put("type", "string"));
        route.parameters()
                .forEach(one -> all.addObject()
                        .put("in", one.in())
                        .put("name", one.name())
                        .put("description", one.description())
                        .putObject("schema")
                        .put("type", one.type()));
        if (!all.isEmpty()) {
            operation.set("parameters", all);
        }
    }

    private static void body(Route route, ObjectNode operation) {
        switch (route.body()) {
            case Route.Body.None _,Route.Body.Form _ -> {
                // Nothing to say.
            }
            case Route.Body.Lines _ -> operation.putObject("requestBody")
                    .put("required", true)
                    .putObject("content")
                    .putObject("application/x-ndjson")
                    .putObject("schema")
                    .put("type", "string");
            case Route.Body.Json(var schema, var required) -> operation.putObject("requestBody")
                    .put("required", required)
                    .putObject("content")
                    .putObject("application/json")
                    .set("schema", reference(schema));
        }
    }

    private static ObjectNode reply(Route.Reply reply) {
        var node = JSON.objectNode().put("description", reply.description());
        if (reply.type() != null) {
            var content = node.putObject("content").putObject(reply.type());
            content.set("schema",
                    reply.schema() == null ? JSON.objectNode().put("type", "string") : reference(reply.schema()));
        }
        return node;
    }

    private static ObjectNode reference(String schema) {
        return JSON.objectNode().put("$ref", "#/components/schemas/" + schema);
    }
}
