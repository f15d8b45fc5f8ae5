package dev.penstock.engine;

import dev.penstock.item.Usage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the simulator billed, call by call: the oracle the ledger must agree with.
final class Books {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Usage> billed;
    private final long otherCalls;

    private Books(Map<String, Usage> billed, long otherCalls) {
        this.billed = billed;
        this.otherCalls = otherCalls;
    }

    /// Fetches the calls whose client request id is one of a run.
    ///
    /// @param server base address of the simulator
    /// @throws CannotStartException if there are no books at that address
    static Books fetch(URI server, Predicate<String> ofTheRun) {
        var address = URI.create(server.getScheme() + "://" + server.getAuthority() + "/books?calls=true");
        var request = HttpRequest.newBuilder(address).header("Accept", "application/x-ndjson").build();
        try (var client = HttpClient.newHttpClient();
                var lines = lines(client.send(request, HttpResponse.BodyHandlers.ofLines()), address)) {
            var billed = new HashMap<String, Usage>();
            var others = new AtomicLong();
            lines.map(JSON::readTree).forEach(call -> {
                var id = call.path("clientRequestId").asString("");
                if (ofTheRun.test(id)) {
                    billed.merge(id, usage(call), Usage::plus);
                } else {
                    others.incrementAndGet();
                }
            });
            return new Books(billed, others.get());
        } catch (IOException e) {
            throw new CannotStartException("no books at " + address, "is the simulator still running?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("interrupted while reading the books", "");
        }
    }

    /// What a call was billed, over all times it was sent; [Usage#NONE] when the books do not know it.
    Usage billed(String callId) {
        return billed.getOrDefault(callId, Usage.NONE);
    }

    /// Calls of other runs and other clients: they carry no id of this run.
    long otherCalls() {
        return otherCalls;
    }

    Set<String> callIds() {
        return billed.keySet();
    }

    private static Stream<String> lines(HttpResponse<Stream<String>> response, URI address) {
        if (response.statusCode() != 200) {
            throw new CannotStartException("no books at " + address + ": HTTP " + response.statusCode(),
                    "give the base address of `penstock simulate`");
        }
        return response.body();
    }

    private static Usage usage(JsonNode call) {
        var tokens = call.path("billed");
        return new Usage(tokens.path("input").asLong(0), tokens.path("output").asLong(0),
                tokens.path("cacheRead").asLong(0), tokens.path("cacheWrite").asLong(0),
                tokens.path("cacheWriteLong").asLong(0));
    }
}
