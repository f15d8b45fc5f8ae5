package dev.penstock.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.LogLevel;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Lanes;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Provider;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.provider.Secret;
import dev.penstock.provider.Wire;
import dev.penstock.provider.batch.BatchAnswer;
import dev.penstock.provider.batch.BatchApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// The Anthropic Messages API over the official SDK, which only builds the request and sends it: retries, telemetry,
/// logging and redirects are off, and [CapturingInterceptor] takes the reply before the SDK would parse it.
final class AnthropicProvider implements Provider {
    private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(60);
    /// Longer, and a pause leaves a pool full of connections that the server closed meanwhile.
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final Lanes<AnthropicClient> clients;
    private final AnthropicRequests requests = new AnthropicRequests();
    private final UnaryOperator<String> scrub;
    private final AnthropicCalls calls;

    AnthropicProvider(EndpointSettings settings, String apiKey) {
        this.scrub = new Secret(apiKey)::scrub;
        this.clients = Lanes.open(settings.maxConnections(), () -> client(settings, apiKey));
        this.calls = new AnthropicCalls(clients, scrub);
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
        return calls.exchange(request.timeout(),
                (client, options) -> client.messages().withRawResponse().create(params, options));
    }

    @Override
    public Optional<BatchApi> batches() {
        return Optional.of(new AnthropicBatches(calls, requests, scrub));
    }

    /// The body is that of the call itself without its cap, which the counter does not know.
    @Override
    public OptionalLong countInput(Request request) throws InterruptedException {
        ObjectNode body = SharedMapper.JSON.valueToTree(requests.params(request, "")._body());
        body.remove("max_tokens");
        var params = MessageCountTokensParams.builder().model(request.model()).addUserMessage("-").build();
        var exchange = calls.exchange(COUNT_TIMEOUT, HttpRequestBody.ofJson(body),
                (client, options) -> client.messages().withRawResponse().countTokens(params, options));
        return Wire.json(exchange, COUNT_TIMEOUT, scrub) instanceof BatchAnswer.Done(var json)
                && json.path("input_tokens").isIntegralNumber()
                        ? OptionalLong.of(json.path("input_tokens").asLong())
                        : OptionalLong.empty();
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
    static final class SharedMapper {
        static final com.fasterxml.jackson.databind.json.JsonMapper JSON = ObjectMappers.jsonMapper();
    }
}
