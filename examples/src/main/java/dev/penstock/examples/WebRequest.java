package dev.penstock.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.penstock.engine.GenerationHaltedException;
import dev.penstock.engine.GenerationPendingException;
import dev.penstock.engine.Outcome;
import dev.penstock.engine.Penstock;
import dev.penstock.engine.ReusedIdException;
import dev.penstock.engine.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;

/// A generation behind each web request: `POST /triage/ID` with the ticket as body.
public final class WebRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST_TICKET = 100_000;

    private WebRequest() {}

    /// @param args the project
    public static void main(String[] args) throws IOException {
        var penstock = Penstock.open(Path.of(args[0]));
        var server = serve(penstock, 8080);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            server.stop(0);
            penstock.close();
        }));
    }

    // tag::server[]
    /// One Penstock for the process, one virtual thread per request.
    static HttpServer serve(Penstock penstock, int port) throws IOException {
        var task = penstock.task("ticket-triage").within(PATIENCE);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/triage/", request -> answer(request, task));
        server.start();
        return server;
    }

    /// The id comes from the caller: a request that is sent again is answered again, and paid for once.
    private static void answer(HttpExchange request, Task task) throws IOException {
        var id = request.getRequestURI().getPath().substring("/triage/".length());
        var ticket = new String(request.getRequestBody().readNBytes(LONGEST_TICKET), StandardCharsets.UTF_8);
        try {
            switch (task.generate(id, Map.of("ticket", ticket))) {
                case Outcome.Accepted accepted -> reply(request, 200, accepted.output().toString());
                case Outcome.DeadLettered dead -> reply(request, 422, "{\"deadLetter\":\"" + dead.deadLetter() + "\"}");
            }
        } catch (IllegalArgumentException e) {
            reply(request, 400, "{\"error\":\"not an id, or too long a ticket\"}");
        } catch (ReusedIdException e) {
            reply(request, 409, "{\"error\":\"this id was used for another ticket\"}");
        } catch (GenerationHaltedException e) {
            reply(request, 503, "{\"error\":\"an operator must act\"}");
        } catch (GenerationPendingException e) {
            reply(request, 202, "{\"pending\":true}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
    // end::server[]

    private static void reply(HttpExchange request, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        request.getResponseHeaders().set("Content-Type", "application/json");
        request.sendResponseHeaders(status, bytes.length);
        try (var body = request.getResponseBody()) {
            body.write(bytes);
        }
    }
}
