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
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What whoever runs the server asks it: whether it lives, whether it takes requests, how it fares, what it offers.
public final class ServiceApi {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Serving serving;
    private final Supplier<String> metrics;
    private final Supplier<JsonNode> openApi;

    /// @param metrics as they stand, in the text format of Prometheus
    /// @param openApi the document; asked for when all routes stand
    public ServiceApi(Serving serving, Supplier<String> metrics, Supplier<JsonNode> openApi) {
        this.serving = serving;
        this.metrics = metrics;
        this.openApi = openApi;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/healthz")
                        .needs(Needs.NOTHING)
                        .forWatchers()
                        .says("Whether the process lives")
                        .answers(200, "It does", "Health")
                        .handledBy(_ -> Answer.ok(health("ok"))),
                Route.get("/readyz")
                        .needs(Needs.NOTHING)
                        .forWatchers()
                        .says("Whether requests are taken: the store can be read, and the server does not stop")
                        .answers(200, "They are", "Health")
                        .fails(ProblemType.STOPPING, ProblemType.STORE_FAILED)
                        .handledBy(this::ready),
                Route.get("/metrics")
                        .needs(Needs.VIEWER)
                        .forWatchers()
                        .says("Metrics, to be scraped by Prometheus")
                        .answersWith(200, "The text format 0.0.4", "text/plain")
                        .handledBy(_ -> new Answer(200, Map.of(), new Answer.Text(TEXT_FORMAT, metrics.get()))),
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
