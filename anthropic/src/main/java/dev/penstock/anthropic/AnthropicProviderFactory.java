package dev.penstock.anthropic;

import dev.penstock.provider.ApiKeys;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.OutputAbilities;
import dev.penstock.provider.OutputMode;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderFactory;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens the Anthropic Messages API: `provider: anthropic`.
public final class AnthropicProviderFactory implements ProviderFactory {
    static final String PUBLIC_BASE_URL = "https://api.anthropic.com";
    /// There is no JSON mode. Its newer models refuse a forced tool choice, so an unknown one is not forced.
    private static final OutputAbilities OUTPUTS = new OutputAbilities(
            List.of(OutputMode.JSON_SCHEMA, OutputMode.TOOL, OutputMode.PROMPT),
            Set.of(OutputMode.JSON_SCHEMA, OutputMode.TOOL, OutputMode.PROMPT), false);

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public OutputAbilities outputs(@Nullable String dialect) {
        return OUTPUTS;
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
