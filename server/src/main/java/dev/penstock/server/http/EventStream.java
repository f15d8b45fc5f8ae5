package dev.penstock.server.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Server-sent events on the thread of their request, which is a virtual one and may wait.
final class EventStream implements EventSource.Sink {
    private static final int CLIENT_WAITS_MS = 2000;

    private final OutputStream out;
    private final BooleanSupplier stopping;

    private EventStream(OutputStream out, BooleanSupplier stopping) {
        this.out = out;
        this.stopping = stopping;
    }

    static void send(Context context, EventSource source, BooleanSupplier stopping)
            throws IOException, InterruptedException {
        context.contentType("text/event-stream").header("X-Accel-Buffering", "no");
        // Not the context's own stream, which keeps what is flushed until its buffer is full.
        var stream = new EventStream(context.res().getOutputStream(), stopping);
        stream.line("retry: " + CLIENT_WAITS_MS);
        stream.end();
        source.sendTo(stream);
    }

    /// @throws Refusal if the client wants something else
    static void refuseOtherTypes(Context context) {
        var accept = context.header("Accept");
        if (accept != null && !accept.contains("text/event-stream") && !accept.contains("*/*")) {
            throw new Refusal(ProblemType.NOT_ACCEPTABLE, "events are text/event-stream");
        }
    }

    @Override
    public void event(String name, @Nullable String id, JsonNode data) throws IOException {
        line("event: " + name);
        if (id != null) {
            line("id: " + id);
        }
        line("data: " + Json.text(data)); // JSON text has no line ends
        end();
    }

    @Override
    public void comment() throws IOException {
        line(":");
        end();
    }

    @Override
    public boolean stopping() {
        return stopping.getAsBoolean();
    }

    private void line(String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void end() throws IOException {
        out.write('\n');
        out.flush();
    }
}
