package dev.penstock.bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A chat completions server that reads a request and answers with always the same bytes, after always the same wait: as
/// little work as a server can do, in a process of its own, so that a measurement shows the client.
final class CannedServer {
    private static final int BACKLOG = 4096;
    private static final String BODY = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1764000000,"model":"gpt-5-mini","choices":[{"index":0,\
            "message":{"role":"assistant","content":"{\\"topic\\":\\"delivery\\",\\"answer\\":\\"It is on its way.\\"}",\
            "refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":31,"completion_tokens":17,"total_tokens":48}}""";
    private static final byte[] REPLY = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_1\r\n"
            + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY).getBytes(StandardCharsets.US_ASCII);

    private static final String FIRST = "asked";
    private static final String TOGETHER = "together";

    private final Duration wait;
    private final int together;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean toldTogether = new AtomicBoolean();
    private final AtomicInteger waiting = new AtomicInteger();

    private CannedServer(Duration wait, int together) {
        this.wait = wait;
        this.together = together;
    }

    /// A running server process; closing ends it.
    record Running(Process process, BufferedReader says, URI uri) implements AutoCloseable {
        /// Blocks until it has read its first request.
        void awaitFirstRequest() throws IOException {
            if (!FIRST.equals(says.readLine())) {
                throw new BenchException("the stub server ended before it was asked");
            }
        }

        /// Blocks until as many requests as it was started for wait for their replies at once.
        ///
        /// @param client whose end is the end of waiting
        /// @return false if the client ended before
        boolean awaitTogether(Process client) throws IOException {
            var _ = client.onExit().thenRun(process::destroyForcibly);
            for (var line = says.readLine(); line != null; line = says.readLine()) {
                if (line.equals(TOGETHER)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /// Starts one in a process of its own.
    ///
    /// @param wait between request and reply
    static Running start(Duration wait) throws IOException {
        return start(wait, Integer.MAX_VALUE);
    }

    /// Starts one that says when so many requests wait for their replies at once.
    static Running start(Duration wait, int together) throws IOException {
        var process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                CannedServer.class.getName(), Long.toString(wait.toMillis()), Integer.toString(together)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var says = process.inputReader(StandardCharsets.US_ASCII);
        var port = says.readLine();
        if (port == null) {
            throw new BenchException("the stub server did not start");
        }
        return new Running(process, says, URI.create("http://127.0.0.1:" + port));
    }

    public static void main(String[] args) throws IOException {
        var server = new CannedServer(Duration.ofMillis(Long.parseLong(args[0])), Integer.parseInt(args[1]));
        try (var socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            System.out.println(socket.getLocalPort());
            while (true) {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> server.serve(connection));
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream(), 4096);
            while (skipRequest(in)) {
                if (asked.compareAndSet(false, true)) {
                    System.out.println(FIRST);
                }
                if (waiting.incrementAndGet() >= together && toldTogether.compareAndSet(false, true)) {
                    System.out.println(TOGETHER);
                }
                Thread.sleep(wait);
                waiting.decrementAndGet();
                answer(connection.getOutputStream());
            }
        } catch (IOException e) {
            System.err.println("a connection broke: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(OutputStream out) throws IOException {
        out.write(REPLY);
        out.flush();
    }

    /// @return false when the client has closed the connection between requests
    private static boolean skipRequest(InputStream in) throws IOException {
        var head = HttpHead.read(in);
        if (head == null) {
            return false;
        }
        in.skipNBytes(head.length());
        return true;
    }
}
