package dev.penstock.openai;

import dev.penstock.provider.ApiKeys;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.OutputAbilities;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderFactory;
import org.jspecify.annotations.Nullable;

/// Opens OpenAI's chat completions API and servers that speak it: `provider: openai` with an optional `dialect`.
public final class OpenAiProviderFactory implements ProviderFactory {
    @Override
    public String name() {
        return "openai";
    }

    @Override
    public OutputAbilities outputs(@Nullable String dialect) {
        return Dialect.of(dialect).outputs();
    }

    @Override
    public Provider open(EndpointSettings settings) {
        var dialect = Dialect.of(settings.dialect());
        var apiKey = ApiKeys.of(settings, dialect.keyRequired(), dialect.keyVariable());
        return new OpenAiProvider(dialect, settings, baseUrl(dialect, settings), apiKey);
    }

    private static String baseUrl(Dialect dialect, EndpointSettings settings) {
        if (settings.baseUrl() != null) {
            return settings.baseUrl().toString();
        }
        var publicBaseUrl = dialect.publicBaseUrl();
        if (publicBaseUrl == null) {
            throw new IllegalArgumentException("base-url is missing: dialect " + dialect.label()
                    + " has no public address; set it, such as http://localhost:8000/v1");
        }
        return publicBaseUrl;
    }
}
