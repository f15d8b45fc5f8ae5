package dev.penstock.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The loop everyone writes: call, on any exception sleep and call again, keep the text that came back. It is here to be
/// looked at, not to be imitated.
final class NaiveLoop {
    static final int MOST_AT_ONCE = 64;
    /// Enough to outlast the overload, so that what is wrong with its answers is not hidden behind what it lost.
    private static final int TRIES = 5;
    static final Duration SLEEP = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI messages;
    private final int atOnce;
    private final Duration sleep;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonNode schema = JSON.readTree(DemoFiles.resource("schema.json"));
    private final JsonNode outputFormat = JSON.createObjectNode().put("type", "json_schema").set("schema", schema);
    private final String system = DemoFiles.resource("system.md");
    private final String user = DemoFiles.resource("user.md");
    private final Map<String, String> stored = new ConcurrentHashMap<>();
    private final AtomicInteger finished = new AtomicInteger();

    /// @param atOnce calls in flight
    /// @param sleep between two tries
    NaiveLoop(URI provider, int atOnce, Duration sleep) {
        this.messages = provider.resolve("/v1/messages");
        this.atOnce = atOnce;
        this.sleep = sleep;
    }

    /// What the loop believes.
    ///
    /// @param stored the text it kept, by item
    /// @param gaveUp how many items it has no text for
    record Result(Map<String, String> stored, int gaveUp) {}

    /// Blocks until every item has a text or was given up.
    Result run(List<Ticket> tickets) throws InterruptedException {
        var slots = new Semaphore(atOnce);
        try (client; var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var ticket : tickets) {
                slots.acquire();
                threads.execute(() -> {
                    try {
                        call(ticket);
                    } finally {
                        finished.incrementAndGet();
                        slots.release();
                    }
                });
            }
        }
        return new Result(new TreeMap<>(stored), tickets.size() - stored.size());
    }

    /// Items that are done with, for the progress line.
    int finished() {
        return finished.get();
    }

    private void call(Ticket ticket) {
        for (var tries = 0; tries < TRIES; tries++) {
            try {
                stored.put(ticket.id(), generate(ticket));
                return;
            } catch (IOException | JacksonException | IllegalStateException e) {
                pause();
            }
        }
    }

    private String generate(Ticket ticket) throws IOException {
        var request = HttpRequest.newBuilder(messages)
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .header("x-api-key", "simulated-key")
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body(ticket)))
                .build();
        var response = send(request);
        if (response.statusCode() != 200) {
            throw new IllegalStateException("HTTP " + response.statusCode());
        }
        var text = new StringBuilder();
        JSON.readTree(response.body()).path("content").forEach(block -> text.append(block.path("text").asString("")));
        return text.toString();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String body(Ticket ticket) {
        var body = JSON.createObjectNode().put("model", NightPrices.MODEL).put("max_tokens", 200).put("system", system);
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", user.replace("{{ text }}", ticket.text()));
        body.putObject("output_config").set("format", outputFormat);
        return body.toString();
    }

    private void pause() {
        try {
            Thread.sleep(sleep);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
