package dev.penstock.engine;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where calls go: what stands under `endpoints` in `penstock.yaml`. Name a provider; everything else has a default.
public final class EndpointBuilder {
    private final SettingsTree settings = new SettingsTree();
    private @Nullable String apiKey;
    private boolean keyed;

    EndpointBuilder() {}

    /// Claude, with `penstock-anthropic` on the class path.
    ///
    /// @param apiKey kept in memory only; null, as from an environment variable that is not set, is reported by
    ///     [PenstockBuilder#build]
    public EndpointBuilder anthropic(@Nullable String apiKey) {
        return provider("anthropic", apiKey);
    }

    /// GPT, with `penstock-openai` on the class path.
    ///
    /// @param apiKey as in [#anthropic]
    public EndpointBuilder openai(@Nullable String apiKey) {
        return provider("openai", apiKey);
    }

    /// A server that speaks OpenAI's protocol: vLLM, Mistral, Ollama and many others; with `penstock-openai` on the class
    /// path. A key is given with `setting("api-key", key)` if it needs one.
    ///
    /// @param dialect `mistral`, `vllm` or `generic`
    /// @param baseUrl with the version, such as `http://localhost:8000/v1`
    public EndpointBuilder openaiCompatible(String dialect, URI baseUrl) {
        return setting("provider", "openai").setting("dialect", dialect).baseUrl(baseUrl);
    }

    /// A simulated provider inside the process, over real HTTP, with `penstock-simulator` and an adapter on the class path.
    /// Every report says that it is simulated.
    public EndpointBuilder simulator() {
        return setting("provider", "simulator");
    }

    /// As [#simulator()], with the faults of a scenario file.
    public EndpointBuilder simulator(Path scenario) {
        return simulator().setting("scenario", scenario.toAbsolutePath().toString());
    }

    /// Another address than the provider's own: `https`, or `http` to a private address.
    public EndpointBuilder baseUrl(URI baseUrl) {
        return setting("base-url", baseUrl.toString());
    }

    /// Calls in flight at once; 64 unless given.
    public EndpointBuilder concurrency(int calls) {
        return setting("limits.concurrency", calls);
    }

    /// A hard cap; without one, the provider's own limits are learned from its headers.
    public EndpointBuilder requestsPerMinute(int requests) {
        return setting("limits.requests-per-minute", requests);
    }

    /// Any other key of docs/configuration.md.
    ///
    /// @param key dotted, as below `endpoints.NAME`, such as `limits.output-tokens-per-minute`
    public EndpointBuilder setting(String key, Object value) {
        if (key.equals("api-key")) {
            return key(String.valueOf(value));
        }
        settings.set(key, value instanceof String text ? text.replace("${", "$${") : value);
        return this;
    }

    private EndpointBuilder provider(String name, @Nullable String key) {
        return setting("provider", name).key(key);
    }

    private EndpointBuilder key(@Nullable String key) {
        keyed = true;
        apiKey = key;
        return this;
    }

    /// Whether a key was asked for and is not there.
    boolean lacksKey() {
        return keyed && (apiKey == null || apiKey.isBlank());
    }

    @Nullable
    String apiKey() {
        return apiKey;
    }

    /// The settings, with the key as a variable: it never becomes part of a text.
    SettingsTree settings(String keyVariable) {
        if (keyed) {
            settings.set("api-key", "${" + keyVariable + "}");
        }
        return settings;
    }
}
