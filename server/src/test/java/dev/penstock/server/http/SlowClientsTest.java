package dev.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.ServerConfig;
import dev.penstock.engine.signal.Signals;
import dev.penstock.server.access.Door;
import dev.penstock.server.access.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Clients that hold a connection by dawdling are cut off; those that wait for an answer are not.
class SlowClientsTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int BYTE_EVERY_MS = 10;
    private static final String HEAD = String.join("\r\n", "POST /form HTTP/1.1", "Host: localhost",
            "Content-Type: application/x-www-form-urlencoded", "Content-Length: 5000", "", "");

    @Test
    void aHeadThatComesByteByByteIsCutOff() throws IOException {
        try (var server = server(new Patience(SHORT, LONG)); var client = new Client(server)) {
            client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

            assertThat(client.drip()).isEmpty();
        }
    }

    @Test
    void soIsTheOneAfterARequestThatWentWell() throws IOException {
        try (var server = server(new Patience(SHORT, LONG)); var client = new Client(server)) {
            client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("done");
            client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

            assertThat(client.drip()).isEmpty();
        }
    }

    @Test
    void aBodyThatStallsIsCutOff() throws IOException {
        try (var server = server(new Patience(SHORT, LONG)); var client = new Client(server)) {
            client.send(HEAD + "token=");

            assertThat(client.answer()).startsWith("HTTP/1.1 408").contains("/problems/request-timeout");
        }
    }

    @Test
    void soIsOneThatDripsHoweverSteadily() throws IOException {
        try (var server = server(new Patience(LONG, SHORT)); var client = new Client(server)) {
            client.send(HEAD);

            assertThat(client.drip()).startsWith("HTTP/1.1 408").contains("/problems/request-timeout");
        }
    }

    @Test
    void whoeverSentAllMayWaitForTheAnswerAsLongAsItTakes() throws IOException {
        try (var server = server(new Patience(SHORT.dividedBy(3), LONG)); var client = new Client(server)) {
            client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("done");
        }
    }

    private static HttpServer server(Patience patience) {
        var slow = Route.get("/slow").needs(Needs.NOTHING).answers(200, "Late").handledBy(_ -> {
            new CountDownLatch(1).await(SHORT.toMillis(), TimeUnit.MILLISECONDS);
            return Answer.page(200, "done");
        });
        var form = Route.post("/form")
                .needs(Needs.NOTHING)
                .takesForm()
                .answers(200, "Read")
                .handledBy(_ -> Answer.page(200, "read"));
        var door = new Door(ServerConfig.none(), "127.0.0.1", "tester", InstantSource.system());
        return HttpServer.start(new HttpServer.Settings(new HttpServer.Listening("127.0.0.1", 0, patience),
                ServerConfig.Limits.DEFAULT, door, Schemas.load(), (_, _) -> "", () -> false, Signals.silent(),
                _ -> {}), List.of(slow, form));
    }

    private static final class Client implements AutoCloseable {
        private static final int MOST_BYTES = 3000;

        private final Socket socket;

        Client(HttpServer server) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /// Sends byte by byte, much faster than a silent connection would be ended, until the server says or does something.
        ///
        /// @return what it said; empty when it only ended the connection
        String drip() throws IOException {
            for (int i = 0; i < MOST_BYTES; i++) {
                try {
                    send("a");
                    socket.setSoTimeout(BYTE_EVERY_MS);
                    var first = socket.getInputStream().readNBytes(1);
                    return first.length == 0 ? "" : new String(first, StandardCharsets.ISO_8859_1) + answer();
                } catch (SocketTimeoutException _) {
                    // The server waits on.
                } catch (SocketException _) {
                    return "";
                }
            }
            throw new AssertionError("the server waited for " + MOST_BYTES + " bytes");
        }

        /// The next answer, as far as it is there within a moment of silence.
        String answer() throws IOException {
            var text = new StringBuilder();
            socket.setSoTimeout(10_000);
            try {
                for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
                    text.append((char) b);
                    if (text.toString().endsWith("done") || text.toString().endsWith("}")) {
                        break;
                    }
                }
            } catch (SocketException _) {
                // The server has said what it had to say.
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
