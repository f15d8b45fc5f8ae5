package dev.penstock.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.LogLevel;
import com.openai.core.ObjectMappers;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Lanes;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Provider;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.provider.Secret;
import dev.penstock.provider.batch.BatchApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The chat completions API over the official SDK, which only builds the request and sends it: retries, telemetry, logging
/// and redirects are off, and [CapturingInterceptor] takes the reply before the SDK would parse it.
final class OpenAiProvider implements Provider {
    /// Longer, and a pause leaves a pool full of connections that the server closed meanwhile.
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final Dialect dialect;
    private final Lanes<OpenAIClient> clients;
    private final OpenAiRequests requests;
    private final UnaryOperator<String> scrub;
    private final OpenAiCalls calls;

    OpenAiProvider(Dialect dialect, EndpointSettings settings, String baseUrl, String apiKey) {
        this.dialect = dialect;
        this.requests = new OpenAiRequests(dialect);
        this.scrub = new Secret(apiKey)::scrub;
        this.clients = Lanes.open(settings.maxConnections(), () -> client(settings, baseUrl, apiKey));
        this.calls = new OpenAiCalls(clients, scrub);
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
        return calls.exchange(request.timeout(),
                (client, options) -> client.chat().completions().withRawResponse().create(params, options));
    }

    @Override
    public Optional<BatchApi> batches() {
        return dialect.hasBatches() ? Optional.of(new OpenAiBatches(calls, requests, scrub)) : Optional.empty();
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
    static final class SharedMapper {
        static final com.fasterxml.jackson.databind.json.JsonMapper JSON = ObjectMappers.jsonMapper();
    }
}
