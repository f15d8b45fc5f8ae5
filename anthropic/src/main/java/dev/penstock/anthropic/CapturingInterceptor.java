package dev.penstock.anthropic;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.core.http.HttpResponse;
import dev.penstock.provider.Capture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Hands every response to the call's [Capture], and an empty one to the SDK, which then has nothing to parse; one that is
/// too long to hold goes on to the caller.
///
/// @param transport the SDK's HTTP client
record CapturingInterceptor(HttpClient transport) implements HttpClient {
    /// What is sent instead of the body that the SDK made.
    static final ScopedValue<HttpRequestBody> BODY = ScopedValue.newInstance();
    private static final HttpResponse NOTHING = new EmptyResponse();

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        var capture = Capture.current();
        try {
            return exchange(watched(request, capture), options, capture);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (IllegalStateException confused) {
            // OkHttp's word for a server that sends one interim response after another.
            throw new UncheckedIOException(new IOException(confused));
        }
    }

    private HttpResponse exchange(HttpRequest request, RequestOptions options, Capture capture) throws IOException {
        var response = transport.execute(request, options);
        if (capture.passes(response.statusCode(), first(response.headers(), "content-type"))) {
            return response;
        }
        try (response) {
            capture.receive(response.statusCode(), headers(response.headers()), response.body());
        }
        return NOTHING;
    }

    private static HttpRequest watched(HttpRequest request, Capture capture) {
        var body = BODY.isBound() ? BODY.get() : request.body().orElse(null);
        if (body == null) {
            capture.leaving();
            return request;
        }
        return request.toBuilder().body(new WatchedBody(body, capture)).build();
    }

    private static @Nullable String first(Headers headers, String name) {
        var values = headers.values(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    private static TreeMap<String, List<String>> headers(Headers headers) {
        var all = new TreeMap<String, List<String>>();
        headers.names().forEach(name -> all.put(name, headers.values(name)));
        return all;
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        throw new UnsupportedOperationException("calls are synchronous");
    }

    @Override
    public void close() {
        transport.close();
    }

    /// Tells when the request begins to leave. It says it cannot be sent twice, because OkHttp would otherwise repeat a
    /// request by itself after a 503 with `retry-after: 0`.
    private record WatchedBody(HttpRequestBody body, Capture capture) implements HttpRequestBody {
        @Override
        public void writeTo(OutputStream out) {
            capture.leaving();
            body.writeTo(out);
        }

        @Override
        public @Nullable String contentType() {
            return body.contentType();
        }

        @Override
        public long contentLength() {
            return body.contentLength();
        }

        @Override
        public boolean repeatable() {
            return false;
        }

        @Override
        public void close() {
            body.close();
        }
    }

    private static final class EmptyResponse implements HttpResponse {
        @Override
        public int statusCode() {
            return 200;
        }

        @Override
        public Headers headers() {
            return Headers.builder().build();
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public void close() {}
    }
}
