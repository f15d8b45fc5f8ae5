package dev.penstock.simulator;

import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.OutputAbilities;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderFactory;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.provider.Secret;
import dev.penstock.provider.batch.BatchApi;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Opens endpoints of `provider: simulator`: a real adapter that speaks to a simulated provider over loopback.
///
/// `dialect` says which protocol: `anthropic` (default), `openai`, `mistral`, `vllm`, or `generic`, which is OpenAI's wire
/// without taking anything for granted. With a `base-url` it uses a simulator that already
/// runs there; without, it starts one with the endpoint's scenario, or a clean one, and closes it with the provider.
public final class SimulatorProviderFactory implements ProviderFactory {
    private static final Secret ANY_KEY = new Secret("simulated-key");

    @Override
    public String name() {
        return "simulator";
    }

    @Override
    public Provider open(EndpointSettings settings) {
        var wire = wire(settings.dialect());
        if (settings.baseUrl() != null) {
            return ProviderFactory.openAny(behind(settings, wire, settings.baseUrl()));
        }
        var scenario = settings.scenario() == null ? Scenario.clean() : Scenario.load(settings.scenario());
        var simulator = Simulator.start(scenario, 0);
        try {
            return new Hosted(ProviderFactory.openAny(behind(settings, wire, simulator.baseUri())), simulator);
        } catch (IllegalArgumentException e) {
            simulator.close();
            throw e;
        }
    }

    @Override
    public OutputAbilities outputs(@Nullable String dialect) {
        return wire(dialect) == Wire.ANTHROPIC
                ? ProviderFactory.named("anthropic").outputs(null)
                : ProviderFactory.named("openai").outputs(dialect);
    }

    private static Wire wire(@Nullable String dialect) {
        return switch (dialect) {
            case null -> Wire.ANTHROPIC;
            case "anthropic" -> Wire.ANTHROPIC;
            case "openai", "generic" -> Wire.OPENAI;
            case "mistral" -> Wire.MISTRAL;
            case "vllm" -> Wire.VLLM;
            default -> throw new IllegalArgumentException("dialect '" + dialect
                    + "' is not one of the simulator's: anthropic, openai, mistral, vllm, generic");
        };
    }

    /// @param server with or without `/v1`; the OpenAI adapter wants it, the Anthropic one does not
    private static EndpointSettings behind(EndpointSettings settings, Wire wire, URI server) {
        var bare = server.toString().replaceFirst("(/(mistral|vllm))?(/v1)?/?$", "");
        var key = settings.apiKey() == null ? ANY_KEY : settings.apiKey();
        return wire == Wire.ANTHROPIC
                ? new EndpointSettings(settings.name(), "anthropic", null, key, URI.create(bare),
                        settings.maxConnections(), null)
                : new EndpointSettings(settings.name(), "openai", settings.dialect(), key,
                        URI.create(bare + wire.prefix() + "/v1"), settings.maxConnections(), null);
    }

    /// A provider that owns the simulator behind it.
    private record Hosted(Provider provider, Simulator simulator) implements Provider {
        @Override
        public Exchange call(Request request, String callId) throws InterruptedException {
            return provider.call(request, callId);
        }

        @Override
        public Reply read(Request request, Exchange exchange) {
            return provider.read(request, exchange);
        }

        @Override
        public QuotaReading quota(Exchange exchange) {
            return provider.quota(exchange);
        }

        @Override
        public Optional<BatchApi> batches() {
            return provider.batches();
        }

        @Override
        public OptionalLong countInput(Request request) throws InterruptedException {
            return provider.countInput(request);
        }

        @Override
        public List<String> lint(OutputFormat format) {
            return provider.lint(format);
        }

        @Override
        public void close() {
            provider.close();
            simulator.close();
        }
    }
}
