package dev.penstock.openai;

import dev.penstock.provider.Capture;
import java.io.IOException;
import java.util.Objects;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/// Hands every response to the call's [Capture], and an empty one to the SDK, which then has nothing to parse; one that is
/// too long to hold goes on to the caller.
final class CapturingInterceptor implements Interceptor {
    private static final ResponseBody NOTHING = ResponseBody.create("", null);

    @Override
    public Response intercept(Chain chain) throws IOException {
        var capture = Capture.current();
        var request = watched(chain.request(), capture);
        try {
            return exchange(chain, request, capture);
        } catch (IllegalStateException confused) {
            // OkHttp's word for a server that sends one interim response after another.
            throw new IOException(confused);
        }
    }

    private static Response exchange(Chain chain, Request request, Capture capture) throws IOException {
        var response = chain.proceed(request);
        if (capture.passes(response.code(), response.header("content-type"))) {
            return response;
        }
        try (response) {
            capture.receive(response.code(), response.headers().toMultimap(),
                    Objects.requireNonNull(response.body()).byteStream());
        }
        return new Response.Builder().request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("")
                .body(NOTHING)
                .build();
    }

    private static Request watched(Request request, Capture capture) {
        var body = request.body();
        if (body == null) {
            capture.leaving();
            return request;
        }
        return request.newBuilder().method(request.method(), new WatchedBody(body, capture)).build();
    }

    /// Tells when the request begins to leave. It says it cannot be sent twice, because OkHttp would otherwise repeat a
    /// request by itself after a 503 with `retry-after: 0`.
    private static final class WatchedBody extends RequestBody {
        private final RequestBody body;
        private final Capture capture;

        private WatchedBody(RequestBody body, Capture capture) {
            this.body = body;
            this.capture = capture;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            capture.leaving();
            body.writeTo(sink);
        }

        @Override
        public @Nullable MediaType contentType() {
            return body.contentType();
        }

        @Override
        public long contentLength() throws IOException {
            return body.contentLength();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }
    }
}
