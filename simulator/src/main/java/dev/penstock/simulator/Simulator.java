package dev.penstock.simulator;

import java.net.URI;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// A running simulated provider on 127.0.0.1: every wire format and the books. Thread-safe.
///
/// `POST /v1/messages`, `POST /v1/chat/completions`, the same under `/mistral` and `/vllm`, `/v1/messages/batches`,
/// `/v1/messages/count_tokens`, `/v1/files`, `/v1/batches`, `GET /books`, `GET /books/items`, `GET /books/batches`,
/// `POST /books/reset`, `GET /healthz`.
public final class Simulator implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 32 << 20;
    private static final int MAX_BATCH_BYTES = 256 << 20;

    private final Desk desk;
    private final HttpServer server;

    private Simulator(Desk desk, int port) {
        this.desk = desk;
        this.server = HttpServer.start(port, Simulator::maxBodyBytes, this::route);
    }

    private static int maxBodyBytes(String path) {
        return path.endsWith("/batches") || path.endsWith("/files") ? MAX_BATCH_BYTES : MAX_BODY_BYTES;
    }

    /// Starts serving a scenario.
    ///
    /// @param port 0 for any free one
    /// @throws java.io.UncheckedIOException if the port cannot be opened
    public static Simulator start(Scenario scenario, int port) {
        return start(scenario, port, InstantSource.system(), System::nanoTime);
    }

    /// @param nanos a monotonic clock
    static Simulator start(Scenario scenario, int port, InstantSource wall, LongSupplier nanos) {
        return new Simulator(new Desk(scenario, wall, nanos), port);
    }

    public int port() {
        return server.port();
    }

    /// Such as `http://127.0.0.1:8089`, without `/v1`.
    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// The books since the start or the last [#reset]; live.
    public Books books() {
        return desk.books();
    }

    /// Starts the scenario over: empty books, no item called yet, full buckets, episodes ahead.
    public void reset() {
        desk.reset();
    }

    /// Closes the port and every connection.
    @Override
    public void close() {
        server.close();
    }

    private Reaction route(HttpRequest request) throws InterruptedException {
        return switch (request.method() + " " + request.path()) {
            case "POST /v1/messages", "POST /messages" -> desk.serve(Wire.ANTHROPIC, request);
            case "POST /v1/chat/completions", "POST /chat/completions" -> desk.serve(Wire.OPENAI, request);
            case "POST /mistral/v1/chat/completions" -> desk.serve(Wire.MISTRAL, request);
            case "POST /vllm/v1/chat/completions" -> desk.serve(Wire.VLLM, request);
            case "GET /books" -> BooksPage.totals(desk.books(), request);
            case "GET /books/items" -> BooksPage.items(desk.books(), request);
            case "GET /books/batches" -> BooksPage.batches(desk.books(), request);
            case "POST /books/reset" -> {
                desk.reset();
                yield Reaction.reply(HttpReply.json(200, "{\"reset\":true}"));
            }
            case "GET /healthz" -> Reaction.reply(HttpReply.json(200, "{\"status\":\"ok\"}"));
            default -> desk.serveBatches(request).orElseGet(() -> notFound(request));
        };
    }

    private static Reaction notFound(HttpRequest request) {
        return Reaction
                .reply(WireFormat.of(wire(request.path())).error(0, Rejection.of(Rejection.Trouble.NO_PATH, 404)));
    }

    private static Wire wire(String path) {
        if (path.contains("/messages")) {
            return Wire.ANTHROPIC;
        }
        return path.startsWith("/mistral/") ? Wire.MISTRAL : path.startsWith("/vllm/") ? Wire.VLLM : Wire.OPENAI;
    }
}
