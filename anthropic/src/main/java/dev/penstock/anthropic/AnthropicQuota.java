package dev.penstock.anthropic;

import dev.penstock.provider.Exchange;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.provider.QuotaReading.Names;
import java.util.List;

/// Reads the `anthropic-ratelimit-` headers, which come with successes too. `anthropic-ratelimit-tokens-` repeats whichever
/// token quota is nearest to its end, so it counts only when it stands alone. Source:
/// platform.claude.com/docs/en/api/rate-limits (November 2026).
final class AnthropicQuota {
    private static final List<Names> EACH = List.of(names(Dimension.REQUESTS, "requests"),
            names(Dimension.INPUT_TOKENS, "input-tokens"), names(Dimension.OUTPUT_TOKENS, "output-tokens"));
    private static final List<Names> TOGETHER = List.of(names(Dimension.REQUESTS, "requests"),
            names(Dimension.TOKENS, "tokens"));

    private AnthropicQuota() {}

    static QuotaReading of(Exchange exchange) {
        var each = QuotaReading.read(exchange, EACH);
        return each.levels().stream().allMatch(level -> level.dimension() == Dimension.REQUESTS)
                ? QuotaReading.read(exchange, TOGETHER)
                : each;
    }

    private static Names names(Dimension dimension, String what) {
        return new Names(dimension, "anthropic-ratelimit-" + what + "-limit",
                "anthropic-ratelimit-" + what + "-remaining");
    }
}
