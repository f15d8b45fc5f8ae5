package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputRecords.Format;
import dev.penstock.engine.RunRequest;
import dev.penstock.engine.ServerConfig;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A `penstock serve` somewhere, as `run --via` uses it.
final class RemoteServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int LONGEST_ABSENCE = 60;

    private final URI url;
    private final @Nullable String token;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /// @throws CannotStartException if the token would travel in the open
    RemoteServer(URI url, @Nullable String token) {
        if (token != null && url.getScheme().equals("http") && !ServerConfig.isLoopback(url.getHost())) {
            throw new CannotStartException("a token must not travel over plain HTTP to " + url.getHost(),
                    "use the server's https address, or unset PENSTOCK_TOKEN");
        }
        this.url = url;
        this.token = token;
    }

    /// One of a run's events.
    record Event(String name, JsonNode data) {}

    /// Starts a run over an input of this machine.
    ///
    /// @return what the server answered
    /// @throws CannotStartException if it refuses, or cannot be reached
    JsonNode upload(RunRequest request, InputStream standardInput) {
        var http = request("/v1/tasks/" + encoded(request.task()) + "/runs" + query(request))
                .header("Content-Type", "application/x-ndjson")
                .POST(body(request, standardInput))
                .build();
        return answered(http);
    }

    /// What `report.json` says of a run, as soon as the server is there to say it.
    ///
    /// @throws CannotStartException if it stays away too long; the run goes on when it is back
    JsonNode report(String run) {
        for (int absent = 0; absent < LONGEST_ABSENCE; absent++) {
            try {
                return read(client.send(request("/v1/runs/" + encoded(run)).GET().build(), BodyHandlers.ofString()));
            } catch (IOException _) {
                pause(run);
            } catch (InterruptedException e) {
                throw interrupted(run);
            }
        }
        throw gone(run);
    }

    /// Hands the run's events to a consumer until its end, through restarts of the server.
    ///
    /// @return the report it ended with
    /// @throws CannotStartException if the server stays away too long; the run goes on when it is back
    JsonNode follow(String run, Consumer<Event> each) {
        var stream = new Stream(each);
        for (int absent = 0; absent < LONGEST_ABSENCE; absent++) {
            try {
                if (stream.read(run)) {
                    absent = 0;
                }
            } catch (InterruptedException e) {
                throw interrupted(run);
            }
            if (stream.end != null) {
                return stream.end;
            }
            pause(run);
        }
        throw gone(run);
    }

    private void pause(String run) {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException e) {
            throw interrupted(run);
        }
    }

    private static CannotStartException interrupted(String run) {
        Thread.currentThread().interrupt();
        return new CannotStartException("interrupted while following run " + run, "");
    }

    private CannotStartException gone(String run) {
        return new CannotStartException("the server at " + url + " is gone; run " + run + " goes on when it is back",
                "see: GET " + url + "/v1/runs/" + run);
    }

    private final class Stream {
        private final Consumer<Event> each;
        private @Nullable String lastId;
        private @Nullable JsonNode end;

        Stream(Consumer<Event> each) {
            this.each = each;
        }

        /// @return whether anything came
        boolean read(String run) throws InterruptedException {
            var request = request("/v1/runs/" + encoded(run) + "/events").header("Accept", "text/event-stream");
            if (lastId != null) {
                request.header("Last-Event-ID", lastId);
            }
            try (var body = client.send(request.GET().build(), BodyHandlers.ofInputStream()).body();
                    var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                return read(lines);
            } catch (IOException _) {
                return false; // it restarts, or the network does
            }
        }

        private boolean read(BufferedReader lines) throws IOException {
            boolean any = false;
            String name = "";
            var data = new StringBuilder();
            for (var line = lines.readLine(); line != null && end == null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.isEmpty() && !data.isEmpty()) {
                    any = true;
                    tell(new Event(name, JSON.readTree(data.toString())));
                    data.setLength(0);
                }
            }
            return any;
        }

        private void tell(Event event) {
            if (event.name().equals("end")) {
                end = event.data();
            } else {
                each.accept(event);
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url.getScheme() + "://" + url.getAuthority() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode answered(HttpRequest request) {
        try {
            return read(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new CannotStartException("no server answers at " + url, "start one: penstock serve");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("interrupted while asking " + url, "");
        }
    }

    private JsonNode read(HttpResponse<String> response) {
        var body = json(response);
        if (response.statusCode() >= 300) {
            throw new CannotStartException("the server at " + url + " refuses: " + response.statusCode() + " "
                    + body.path("title").asString("") + ": " + body.path("detail").asString(""),
                    response.statusCode() == 401 ? "put a token of it into PENSTOCK_TOKEN" : "");
        }
        return body;
    }

    private JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException _) {
            throw new CannotStartException(
                    "what answers at " + url + " is no penstock serve (HTTP " + response.statusCode() + ")",
                    "give the address that penstock serve printed");
        }
    }

    private static BodyPublisher body(RunRequest request, InputStream standardInput) {
        if (request.input().equals("-")) {
            return BodyPublishers.ofInputStream(() -> standardInput);
        }
        var file = Path.of(request.input());
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CannotStartException("input " + file + " is not a readable file",
                    "give a .jsonl file with --input, or - for standard input");
        }
        if (Format.of(file) == Format.CSV) {
            throw new CannotStartException("input " + file + " is CSV; a server takes JSON lines",
                    "write it as .jsonl, or run it where the server is not");
        }
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String query(RunRequest request) {
        List<String> parts = new ArrayList<>();
        add(parts, "run-id", request.runId());
        add(parts, "limit", request.limit());
        add(parts, "budget", request.budgetUsd() == null ? null : request.budgetUsd().toPlainString());
        add(parts, "mode", request.mode());
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static void add(List<String> parts, String name, @Nullable Object value) {
        if (value != null) {
            parts.add(name + "=" + encoded(value.toString()));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.close();
    }
}
