package dev.penstock.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.LogLevel;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.Timeout;
import com.anthropic.errors.AnthropicIoException;
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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// The Anthropic Messages API over the official SDK, which only builds the request and sends it: retries, telemetry,
/// logging and redirects are off, and [CapturingInterceptor] takes the reply before the SDK would parse it.
final class AnthropicProvider implements Provider {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /// Longer, and a pause leaves a pool full of connections that the server closed meanwhile.
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final Lanes<AnthropicClient> clients;
    private final AnthropicRequests requests = new AnthropicRequests();
    private final UnaryOperator<String> scrub;

    AnthropicProvider(EndpointSettings settings, String apiKey) {
        this.scrub = new Secret(apiKey)::scrub;
        this.clients = Lanes.open(settings.maxConnections(), () -> client(settings, apiKey));
    }

    private static AnthropicClient client(EndpointSettings settings, String apiKey) {
        var baseUrl = settings.baseUrl();
        return AnthropicOkHttpClient.builder()
                .apiKey(apiKey)
                .baseUrl(baseUrl == null ? AnthropicProviderFactory.PUBLIC_BASE_URL : baseUrl.toString())
                .jsonMapper(SharedMapper.JSON)
                .maxRetries(0)
                .openTelemetry(false)
                .logLevel(LogLevel.OFF)
                .maxIdleConnections(Lanes.idleConnections(settings.maxConnections()))
                .keepAliveDuration(KEEP_ALIVE)
                .addInterceptor(CapturingInterceptor::new)
                .build();
    }

    @Override
    public Exchange call(Request request, String callId) throws InterruptedException {
        var params = requests.params(request, callId);
        var options = options(request.timeout());
        var messages = clients.next().messages().withRawResponse();
        var capture = new Capture(System::nanoTime, scrub);
        try {
            capture.around(() -> {
                try (var _ = messages.create(params, options)) {
                    // Empty: the interceptor has taken the reply.
                }
            });
        } catch (AnthropicIoException | UncheckedIOException broken) {
            return capture.broken(broken);
        }
        return capture.received();
    }

    private static RequestOptions options(Duration total) {
        var timeout = Timeout.builder().connect(CONNECT_TIMEOUT).request(total).build();
        return RequestOptions.builder().timeout(timeout).followRedirects(false).build();
    }

    @Override
    public Reply read(Request request, Exchange exchange) {
        return new AnthropicReplies(scrub).read(request, exchange);
    }

    @Override
    public QuotaReading quota(Exchange exchange) {
        return AnthropicQuota.of(exchange);
    }

    @Override
    public List<String> lint(OutputFormat format) {
        return requests.lint(format);
    }

    @Override
    public void close() {
        clients.all().forEach(AnthropicClient::close);
    }

    /// One mapper for all clients: each would learn every SDK type anew.
    private static final class SharedMapper {
        static final com.fasterxml.jackson.databind.json.JsonMapper JSON = ObjectMappers.jsonMapper();
    }
}
