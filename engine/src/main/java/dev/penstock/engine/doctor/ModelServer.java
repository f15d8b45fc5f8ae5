package dev.penstock.engine.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Asks a provider's free pages. One try, no redirects, short timeouts; everything that can go wrong is a value.
final class ModelServer implements AutoCloseable {
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 4 << 20;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TO_CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.getDefault())
            .build();
    private final Map<String, String> headers;

    /// @param headers sent with every request, the key among them
    ModelServer(Map<String, String> headers) {
        this.headers = headers;
    }

    /// What came back.
    sealed interface Answer {}

    /// @param date what the server's clock says; null when it does not
    record Answered(int status, String body, @Nullable Instant date) implements Answer {}

    record Unreachable(String why, String fix) implements Answer {}

    Answer get(URI page) {
        var request = HttpRequest.newBuilder(page).timeout(TO_ANSWER).GET();
        headers.forEach(request::header);
        try {
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                return new Answered(response.statusCode(), text(body), date(response).orElse(null));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Unreachable("interrupted", "ask again");
        } catch (IOException e) {
            return unreachable(page, e);
        }
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }

    private static Optional<Instant> date(HttpResponse<?> response) {
        return response.headers().firstValue("date").flatMap(text -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            } catch (DateTimeException _) {
                return Optional.empty();
            }
        });
    }

    private static Unreachable unreachable(URI page, IOException e) {
        var place = page.getHost() + (page.getPort() < 0 ? "" : ":" + page.getPort());
        return switch (e) {
            case HttpTimeoutException _ -> new Unreachable(place + " does not answer in time",
                    "check the network, a firewall, HTTPS_PROXY; is the server up?");
            case ConnectException _ when unresolved(e) ->
                new Unreachable("there is no host " + page.getHost(), "check base-url, DNS and the network");
            case ConnectException _ -> new Unreachable(place + " refuses connections",
                    "is the server up, is the port of base-url right?");
            case SSLException _ -> new Unreachable("no TLS with " + place + ": " + e.getMessage(),
                    "a proxy that looks inside? Give Java its certificate; or the clock of this machine is wrong");
            default -> new Unreachable("the connection to " + place + " broke (" + e.getClass().getSimpleName() + ")",
                    "check the network and base-url");
        };
    }

    private static boolean unresolved(Throwable e) {
        return e instanceof UnresolvedAddressException || (e.getCause() != null && unresolved(e.getCause()));
    }

    @Override
    public void close() {
        client.close();
    }
}
