package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.access.Needs;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Route;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The document says what is served. That answers are as documented is asserted by [Served] for every request of every test.
class OpenApiTest {
    @TempDir
    Path folder;

    @Test
    void everyRouteForProgramsIsInTheDocumentAndNothingElse() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var document = served.get("/openapi.json").body();
            var documented = new HashSet<String>();
            document.path("paths")
                    .properties()
                    .forEach(path -> path.getValue()
                            .propertyNames()
                            .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

            assertThat(documented).containsExactlyInAnyOrderElementsOf(served.server()
                    .routes()
                    .stream()
                    .filter(route -> !route.forPeople())
                    .map(route -> route.method() + " " + route.path())
                    .toList());
        }
    }

    @Test
    void everyRouteThatAsksForSomebodySaysWhomItTurnsAway() {
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(served.server().routes()).filteredOn(route -> route.needs() != Needs.NOTHING)
                    .extracting(Route::replies)
                    .allSatisfy(replies -> assertThat(replies).containsKeys(401, 403, 429));
        }
    }

    @Test
    void everyReferenceLeadsToASchemaAndEverySchemaIsUsed() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var document = served.get("/openapi.json").body();
            var used = new HashSet<String>();
            references(document, used);
            var schemas = new HashSet<>(document.at("/components/schemas").propertyNames());

            assertThat(used).isEqualTo(schemas);
        }
    }

    @Test
    void theGuideForProgramsNamesEveryRouteAndEveryProblem() throws IOException {
        var page = Files.readString(Path.of("../docs/http-api.md"));
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(served.server().routes()).filteredOn(route -> !route.forPeople())
                    .extracting(Route::path)
                    .allSatisfy(path -> assertThat(page).contains(path));
        }
        for (var type : ProblemType.values()) {
            assertThat(page).contains("`" + type.uri().substring("/problems/".length()) + "`");
        }
    }

    private static void references(JsonNode node, Set<String> into) {
        if (node.path("$ref").isString()) {
            var reference = node.path("$ref").stringValue();
            into.add(reference.substring(reference.lastIndexOf('/') + 1));
        }
        node.values().forEach(value -> references(value, into));
    }
}
