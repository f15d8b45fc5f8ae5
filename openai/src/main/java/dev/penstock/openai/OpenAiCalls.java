package dev.penstock.openai;

import com.google.errorprone.annotations.MustBeClosed;
import com.openai.client.OpenAIClient;
import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.core.http.HttpResponse;
import com.openai.errors.OpenAIIoException;
import dev.penstock.provider.Capture;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Lanes;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// Sends requests through the SDK, once each, and takes what comes back.
///
/// @param scrub takes the key out of a text
record OpenAiCalls(Lanes<OpenAIClient> clients, UnaryOperator<String> scrub) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /// For a body that may come for an hour: how long nothing of it may come.
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    /// What to ask the SDK for.
    @FunctionalInterface
    interface Call<T extends HttpResponse> {
        @MustBeClosed
        T on(OpenAIClient client, RequestOptions options);
    }

    /// Reads an open response, or tells what came instead of one.
    ///
    /// @param <T> what it makes of it
    interface Reader<T> {
        T read(HttpResponse response, Capture capture) throws InterruptedException;

        T instead(Exchange exchange);
    }

    /// Sends a request and blocks until its exchange ends.
    ///
    /// @param total time for all of it
    Exchange exchange(Duration total, Call<?> call) throws InterruptedException {
        var options = options(Timeout.builder().connect(CONNECT_TIMEOUT).request(total).build());
        var client = clients.next();
        var capture = new Capture(System::nanoTime, scrub);
        try {
            capture.around(() -> {
                try (var _ = call.on(client, options)) {
                    // Empty: the interceptor has taken the reply.
                }
            });
        } catch (OpenAIIoException broken) {
            return capture.broken(broken);
        }
        return capture.received();
    }

    /// Sends a request and reads the body of its success as it comes.
    ///
    /// @param total time for all of it
    @SuppressWarnings("MustBeClosedChecker") // What opens it stands in one try, what closes it in another.
    <T> T stream(Duration total, Call<?> call, Reader<T> reader) throws InterruptedException {
        var timeout = Timeout.builder().connect(CONNECT_TIMEOUT).read(READ_TIMEOUT).request(total).build();
        var client = clients.next();
        var capture = Capture.streaming(System::nanoTime, scrub);
        HttpResponse response;
        try {
            response = capture.open(() -> call.on(client, options(timeout)));
        } catch (OpenAIIoException broken) {
            return reader.instead(capture.broken(broken));
        }
        try (response) {
            return capture.passed() ? reader.read(response, capture) : reader.instead(capture.received());
        }
    }

    private static RequestOptions options(Timeout timeout) {
        return RequestOptions.builder().timeout(timeout).build();
    }
}
