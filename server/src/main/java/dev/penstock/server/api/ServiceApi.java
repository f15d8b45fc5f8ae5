package dev.penstock.server.api;

import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Problem;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Route;
import dev.penstock.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What whoever runs the server asks it: whether it lives, whether it takes requests, what it offers.
public final class ServiceApi {
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Serving serving;
    private final Supplier<JsonNode> openApi;

    /// @param openApi the document; asked for when all routes stand
    public ServiceApi(Serving serving, Supplier<JsonNode> openApi) {
        this.serving = serving;
        this.openApi = openApi;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/healthz")
                        .needs(Needs.NOTHING)
                        .says("Whether the process lives")
                        .answers(200, "It does", "Health")
                        .handledBy(_ -> Answer.ok(health("ok"))),
                Route.get("/readyz")
                        .needs(Needs.NOTHING)
                        .says("Whether requests are taken: the store can be read, and the server does not stop")
                        .answers(200, "They are", "Health")
                        .fails(ProblemType.STOPPING, ProblemType.STORE_FAILED)
                        .handledBy(this::ready),
                Route.get("/openapi.json")
                        .needs(Needs.VIEWER)
                        .says("This document")
                        .answers(200, "OpenAPI 3.1", "Document")
                        .handledBy(_ -> Answer.ok(openApi.get())));
    }

    private Answer ready(Call call) {
        if (serving.stopping().getAsBoolean()) {
            return Problem.of(ProblemType.STOPPING, "the server stops").retryAfter(AGAIN).answer();
        }
        try {
            serving.records().runs(null, 1);
            return Answer.ok(health("ready"));
        } catch (StoreException _) {
            return Problem.of(ProblemType.STORE_FAILED, "the store cannot be read").retryAfter(AGAIN).answer();
        }
    }

    private static JsonNode health(String status) {
        return JsonNodeFactory.instance.objectNode().put("status", status);
    }
}
