package dev.penstock.anthropic;

import dev.penstock.provider.ApiKeys;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderFactory;

/// Opens the Anthropic Messages API: `provider: anthropic`.
public final class AnthropicProviderFactory implements ProviderFactory {
    static final String PUBLIC_BASE_URL = "https://api.anthropic.com";

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Provider open(EndpointSettings settings) {
        if (settings.dialect() != null) {
            throw new IllegalArgumentException(
                    "dialect '" + settings.dialect() + "' is not allowed: provider anthropic has no dialects");
        }
        return new AnthropicProvider(settings, ApiKeys.of(settings, true, "ANTHROPIC_API_KEY"));
    }
}
