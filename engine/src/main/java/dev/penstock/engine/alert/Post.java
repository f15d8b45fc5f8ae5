package dev.penstock.engine.alert;

import dev.penstock.settings.WebAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// Posts a message to a webhook, once. No redirects; what comes back is not read beyond its status.
final class Post implements AutoCloseable {
    private final Duration answer;
    private final HttpClient client;

    /// @param answer longest wait
    Post(Duration answer) {
        this.answer = answer;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(answer)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(ProxySelector.getDefault())
                .build();
    }

    /// A message on its way.
    ///
    /// @param id the same for every try
    record Message(String id, String body) {}

    /// What became of one try.
    sealed interface Answer {}

    record Taken(int status) implements Answer {}

    /// @param why does not name the address
    /// @param again whether another try may succeed
    record Refused(String why, boolean again) implements Answer {}

    /// @throws InterruptedException if the thread is interrupted; the message may have arrived
    Answer send(Webhook webhook, Message message, Instant at) throws InterruptedException {
        try {
            var forbidden = forbidden(webhook.uri());
            return forbidden.isPresent() ? new Refused(forbidden.get(), false) : post(request(webhook, message, at));
        } catch (IOException e) {
            return new Refused(why(e), true);
        }
    }

    private Answer post(HttpRequest request) throws IOException, InterruptedException {
        var response = client.send(request, BodyHandlers.ofInputStream());
        response.body().close();
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return new Taken(status);
        }
        return status >= 300 && status < 400
                ? new Refused("it redirects (" + status + "), and Penstock follows no redirects", false)
                : new Refused("it answers " + status, status >= 500 || status == 408 || status == 429);
    }

    private HttpRequest request(Webhook webhook, Message message, Instant at) {
        var request = HttpRequest.newBuilder(webhook.uri())
                .timeout(answer)
                .header("content-type", "application/json")
                .header("user-agent", "penstock")
                .POST(BodyPublishers.ofString(message.body()));
        if (webhook.signature() != null) {
            webhook.signature().headers(message.id(), at, message.body()).forEach(request::header);
        }
        return request.build();
    }

    /// Settings were judged by the name; this looks where the name leads today. A proxy looks for itself.
    private static Optional<String> forbidden(URI uri) throws UnknownHostException {
        boolean direct = ProxySelector.getDefault().select(uri).stream().allMatch(Proxy.NO_PROXY::equals);
        if (!direct) {
            return Optional.empty();
        }
        for (var address : InetAddress.getAllByName(uri.getHost())) {
            if (WebAddress.isMetadata(address)) {
                return Optional.of("its name leads to a cloud metadata address, which Penstock never calls");
            }
            if (uri.getScheme().equalsIgnoreCase("http") && !WebAddress.isPrivate(address)) {
                return Optional.of("its name leads to a public address, which takes https");
            }
        }
        return Optional.empty();
    }

    private String why(IOException e) {
        return switch (e) {
            case HttpTimeoutException _ -> "no answer in " + answer.toMillis() / 1e3 + " s";
            case UnknownHostException _ -> "there is no such host";
            case ConnectException _ -> "it refuses connections";
            case SSLException _ -> "no TLS with it";
            default -> "the connection broke (" + e.getClass().getSimpleName() + ")";
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
