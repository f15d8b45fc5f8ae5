package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.OutputFolder;
import dev.penstock.engine.RunRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the command line bears with a server that has no time, breaks off or is gone. The server follows a script.
class RemoteServerTest {
    private static final RunRequest PIPED = new RunRequest("triage", "-", null, null, null, null, null);
    private static final String BUSY = "{\"title\":\"Too many requests\",\"detail\":\"ana may ask 1 times a second\"}";

    @TempDir
    Path folder;

    private final Queue<Reply> script = new ArrayDeque<>();
    private final List<String> received = new ArrayList<>();
    private HttpServer http;
    private RemoteServer server;

    /// @param promised bytes of the body; more than it has when it breaks off
    private record Reply(int status, String body, int promised) {
        Reply(int status, String body) {
            this(status, body, body.length());
        }
    }

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        server = new RemoteServer(URI.create("http://localhost:" + http.getAddress().getPort()), null, Duration.ZERO);
    }

    @AfterEach
    void stop() {
        server.close();
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var reply = script.remove();
            received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (reply.status() == 202) {
                received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            }
            exchange.sendResponseHeaders(reply.status(), reply.promised());
            exchange.getResponseBody().write(reply.body().getBytes(UTF_8));
        }
    }

    @Test
    void whoeverIsToldToWaitComesAgainWithAllItHas() throws IOException {
        var file = Files.writeString(folder.resolve("items.jsonl"), "{\"id\":\"1\"}\n");
        script.add(new Reply(429, BUSY));
        script.add(new Reply(202, "{\"id\":\"r1\"}"));
        var started = server.upload("r1", new RunRequest("triage", file.toString(), null, null, null, null, null),
                InputStream.nullInputStream());

        assertThat(started.path("id").asString()).isEqualTo("r1");
        assertThat(received).containsExactly("POST /v1/tasks/triage/runs?run-id=r1",
                "POST /v1/tasks/triage/runs?run-id=r1", "{\"id\":\"1\"}\n");
    }

    @Test
    void withoutAPlaceToFollowTheRunIsAskedForUntilItHasEnded() {
        script.add(new Reply(429, BUSY));
        script.add(new Reply(200, "{\"status\":\"running\"}"));
        script.add(new Reply(429, BUSY));
        script.add(new Reply(200, "{\"status\":\"complete\"}"));

        assertThat(RemoteEvents.follow(server, "r1", _ -> {}).path("status").asString()).isEqualTo("complete");
    }

    @Test
    void aFileThatBreaksOffIsFetchedAgain() throws IOException {
        var whole = "{\"id\":\"1\"}\n".repeat(3);
        script.add(new Reply(200, "{\"id\":\"1\"}\n", 33));
        script.add(new Reply(429, BUSY));
        script.add(new Reply(200, whole));
        server.download("r1", OutputFolder.ACCEPTED, OutputFolder.writable(folder));

        assertThat(folder.resolve(OutputFolder.ACCEPTED)).hasContent(whole);
    }

    @Test
    void aRefusalIsSaidAtOnce() {
        script.add(new Reply(401, "{\"title\":\"A valid token is needed\",\"detail\":\"send a token\"}"));
        script.add(new Reply(404, "{\"title\":\"There is no such thing\",\"detail\":\"no run r1\"}"));

        assertThatThrownBy(() -> server.upload("r1", PIPED, new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("refuses: 401 A valid token is needed: send a token");
        assertThatThrownBy(() -> RemoteEvents.follow(server, "r1", _ -> {})).hasMessageContaining("404");
    }

    @Test
    void anAnswerThatIsLostDoesNotCountAsNothingStarted() {
        script.add(new Reply(202, "{", 100));

        assertThatThrownBy(() -> server.upload("r1", PIPED, new ByteArrayInputStream(new byte[10])))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("whether run r1 was started");
    }
}
