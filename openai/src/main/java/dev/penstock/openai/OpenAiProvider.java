package dev.penstock.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.LogLevel;
import com.openai.core.ObjectMappers;
import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.errors.OpenAIIoException;
import dev.penstock.provider.Capture;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Lanes;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Provider;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.provider.Secret;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// The chat completions API over the official SDK, which only builds the request and sends it: retries, telemetry, logging
/// and redirects are off, and [CapturingInterceptor] takes the reply before the SDK would parse it.
final class OpenAiProvider implements Provider {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /// Longer, and a pause leaves a pool full of connections that the server closed meanwhile.
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final Lanes<OpenAIClient> clients;
    private final OpenAiRequests requests;
    private final UnaryOperator<String> scrub;

    OpenAiProvider(Dialect dialect, EndpointSettings settings, String baseUrl, String apiKey) {
        this.requests = new OpenAiRequests(dialect);
        this.scrub = new Secret(apiKey)::scrub;
        this.clients = Lanes.open(settings.maxConnections(), () -> client(settings, baseUrl, apiKey));
    }

    private static OpenAIClient client(EndpointSettings settings, String baseUrl, String apiKey) {
        return OpenAIOkHttpClient.builder()
                .apiKey(apiKey)
                .baseUrl(baseUrl)
                .jsonMapper(SharedMapper.JSON)
                .maxRetries(0)
                .disableTelemetry(true)
                .logLevel(LogLevel.OFF)
                .followRedirects(false)
                .maxIdleConnections(Lanes.idleConnections(settings.maxConnections()))
                .keepAliveDuration(KEEP_ALIVE)
                .addInterceptor(new CapturingInterceptor())
                .build();
    }

    @Override
    public Exchange call(Request request, String callId) throws InterruptedException {
        var params = requests.params(request, callId);
        var options = options(request.timeout());
        var completions = clients.next().chat().completions().withRawResponse();
        var capture = new Capture(System::nanoTime, scrub);
        try {
            capture.around(() -> {
                try (var _ = completions.create(params, options)) {
                    // Empty: the interceptor has taken the reply.
                }
            });
        } catch (OpenAIIoException broken) {
            return capture.broken(broken);
        }
        return capture.received();
    }

    private static RequestOptions options(Duration total) {
        var timeout = Timeout.builder().connect(CONNECT_TIMEOUT).request(total).build();
        return RequestOptions.builder().timeout(timeout).build();
    }

    @Override
    public Reply read(Request request, Exchange exchange) {
        return new OpenAiReplies(scrub).read(request, exchange);
    }

    @Override
    public QuotaReading quota(Exchange exchange) {
        return OpenAiQuota.of(exchange);
    }

    @Override
    public List<String> lint(OutputFormat format) {
        return requests.lint(format);
    }

    @Override
    public void close() {
        clients.all().forEach(OpenAIClient::close);
    }

    /// One mapper for all clients: each would learn every SDK type anew.
    private static final class SharedMapper {
        static final com.fasterxml.jackson.databind.json.JsonMapper JSON = ObjectMappers.jsonMapper();
    }
}
