package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputRecords.Format;
import dev.penstock.engine.OutputFolder;
import dev.penstock.engine.RunRequest;
import dev.penstock.engine.ServerConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A `penstock serve` somewhere, as `run --via` uses it. One that is gone for a moment, or has no time for this caller, is asked
/// again.
final class RemoteServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int TOO_MANY_REQUESTS = 429;
    /// How often a server is asked that says nothing.
    static final int LONGEST_ABSENCE = 60;

    private final URI url;
    private final @Nullable String token;
    private final Duration again;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /// @param again wait before it is asked again
    /// @throws CannotStartException if the token would travel in the open
    RemoteServer(URI url, @Nullable String token, Duration again) {
        if (token != null && url.getScheme().equals("http") && !ServerConfig.isLoopback(url.getHost())) {
            throw new CannotStartException("a token must not travel over plain HTTP to " + url.getHost(),
                    "use the server's https address, or unset PENSTOCK_TOKEN");
        }
        this.url = url;
        this.token = token;
        this.again = again;
    }

    /// Starts a run over an input of this machine, once, however often it takes to get through: a run of the same id over the
    /// same lines is the same run.
    ///
    /// @return what the server answered
    /// @throws CannotStartException if it refuses, or cannot be reached
    JsonNode upload(String run, RunRequest request, InputStream standardInput) {
        var body = body(request, standardInput);
        var http = request("/v1/tasks/" + encoded(request.task()) + "/runs" + query(run, request))
                .header("Content-Type", "application/x-ndjson")
                .expectContinue(true) // whoever is refused has sent nothing, and can come again
                .POST(body)
                .build();
        for (int refused = 0; refused < LONGEST_ABSENCE; refused++) {
            var response = started(run, request, http);
            if (!isBusy(response)) {
                return read(response);
            }
            pause(run);
        }
        throw new CannotStartException("the server at " + url + " has no time for this caller",
                "ask again later, or with another token");
    }

    private HttpResponse<String> started(String run, RunRequest request, HttpRequest http) {
        try {
            return client.send(http, BodyHandlers.ofString());
        } catch (ConnectException | HttpConnectTimeoutException _) {
            throw new CannotStartException("no server answers at " + url, "start one: penstock serve");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the connection to " + url + " broke before the server said whether run " + run
                            + " was started; " + wayBack(run, request),
                    e);
        } catch (InterruptedException _) {
            throw interrupted(run);
        }
    }

    /// What brings a caller back to a run.
    private static String wayBack(String run, RunRequest request) {
        return request.input().equals("-")
                ? "see /v1/runs/" + run + " there"
                : "the same command with --run-id " + run + " starts it or goes on with it";
    }

    /// What `report.json` says of a run, as soon as the server is there to say it.
    ///
    /// @throws UncheckedIOException if it stays away too long; the run goes on when it is back
    JsonNode report(String run) {
        var response = patiently(run, () -> client.send(request("/v1/runs/" + encoded(run)).GET().build(),
                BodyHandlers.ofString()));
        return read(response);
    }

    /// Copies one of a run's files of results into a folder.
    ///
    /// @throws UncheckedIOException if it cannot be written, or the server stays away too long
    void download(String run, String file, OutputFolder folder) {
        var request = request("/v1/runs/" + encoded(run) + "/" + file).GET().build();
        var _ = patiently(run, () -> {
            var response = client.send(request, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() == 200) {
                    write(body, file, folder);
                } else if (!isBusy(response)) {
                    throw refused(response.statusCode(), text(body));
                }
                return response;
            }
        });
    }

    private static void write(InputStream body, String file, OutputFolder folder) throws IOException {
        var in = new InputStreamReader(body, StandardCharsets.UTF_8);
        try {
            folder.write(file, out -> copy(in, out));
        } catch (BrokenOffException e) {
            throw e.cause;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + " to " + folder.path() + "; nothing is lost", e);
        }
    }

    private static void copy(Reader in, Writer out) throws IOException {
        var buffer = new char[1 << 14];
        for (int read = next(in, buffer); read >= 0; read = next(in, buffer)) {
            out.write(buffer, 0, read);
        }
    }

    private static int next(Reader in, char[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new BrokenOffException(e);
        }
    }

    /// The server stopped sending, which is not the fault of what is written.
    private static final class BrokenOffException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient IOException cause;

        BrokenOffException(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    @FunctionalInterface
    private interface Exchange<T> {
        HttpResponse<T> send() throws IOException, InterruptedException;
    }

    private <T> HttpResponse<T> patiently(String run, Exchange<T> exchange) {
        IOException last = null;
        for (int absent = 0; absent < LONGEST_ABSENCE; absent++) {
            try {
                var response = exchange.send();
                if (!isBusy(response)) {
                    return response;
                }
            } catch (IOException e) {
                last = e;
            } catch (InterruptedException e) {
                throw interrupted(run);
            }
            pause(run);
        }
        throw gone(run, last);
    }

    /// Opens the stream of a run's events.
    ///
    /// @param lastId of the last event that was seen; null for none
    HttpResponse<InputStream> events(String run, @Nullable String lastId) throws IOException, InterruptedException {
        var request = request("/v1/runs/" + encoded(run) + "/events").header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        return client.send(request.GET().build(), BodyHandlers.ofInputStream());
    }

    /// Whether it has no time for this caller right now.
    static boolean isBusy(HttpResponse<?> response) {
        return response.statusCode() == TOO_MANY_REQUESTS;
    }

    /// Waits a moment before it is asked again.
    void pause(String run) {
        try {
            Thread.sleep(again);
        } catch (InterruptedException e) {
            throw interrupted(run);
        }
    }

    static CannotStartException interrupted(String run) {
        Thread.currentThread().interrupt();
        return new CannotStartException("interrupted while asking for run " + run, "");
    }

    UncheckedIOException gone(String run, @Nullable IOException cause) {
        return new UncheckedIOException("the server at " + url + " is gone; run " + run
                + " goes on when it is back, see: GET " + url + "/v1/runs/" + run,
                cause == null ? new IOException("it sent nothing") : cause);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url.getScheme() + "://" + url.getAuthority() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode read(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw refused(response.statusCode(), response.body());
        }
        return json(response.statusCode(), response.body());
    }

    /// What a refusal says.
    ///
    /// @param text the body that came
    CannotStartException refused(int status, String text) {
        var body = json(status, text);
        return new CannotStartException("the server at " + url + " refuses: " + status + " "
                + body.path("title").asString("") + ": " + body.path("detail").asString(""),
                status == 401 ? "put a token of it into PENSTOCK_TOKEN" : "");
    }

    private JsonNode json(int status, String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            throw new CannotStartException("what answers at " + url + " is no penstock serve (HTTP " + status + ")",
                    "give the address that penstock serve printed");
        }
    }

    static String text(InputStream body) throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static BodyPublisher body(RunRequest request, InputStream standardInput) {
        if (request.input().equals("-")) {
            return BodyPublishers.ofInputStream(() -> standardInput);
        }
        var file = Path.of(request.input());
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CannotStartException("input " + file + " is not a readable file",
                    "give a .jsonl or .csv file with --input, or - for standard input");
        }
        if (Format.of(file) == Format.CSV) {
            CsvLines.of(file, request.limit()).close(); // says what is wrong with it before anything is sent
            return BodyPublishers.ofInputStream(() -> CsvLines.of(file, request.limit()));
        }
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String query(String run, RunRequest request) {
        List<String> parts = new ArrayList<>();
        add(parts, "run-id", run);
        add(parts, "limit", request.limit());
        add(parts, "budget", request.budgetUsd() == null ? null : request.budgetUsd().toPlainString());
        add(parts, "mode", request.mode());
        return "?" + String.join("&", parts);
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
