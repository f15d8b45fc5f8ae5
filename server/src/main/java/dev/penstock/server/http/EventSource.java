package dev.penstock.server.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where server-sent events come from.
@FunctionalInterface
public interface EventSource {
    /// Sends events until there are no more; the connection ends with it.
    ///
    /// @throws IOException if the other side is gone
    /// @throws InterruptedException if the thread is interrupted
    void sendTo(Sink sink) throws IOException, InterruptedException;

    /// Where they go. For one thread.
    interface Sink {
        /// @param id what a client says in `Last-Event-ID` when it comes back; null to leave it as it was
        void event(String name, @Nullable String id, JsonNode data) throws IOException;

        /// Nothing, so that the connection is not taken for dead.
        void comment() throws IOException;

        /// Whether the server stops.
        boolean stopping();
    }
}
