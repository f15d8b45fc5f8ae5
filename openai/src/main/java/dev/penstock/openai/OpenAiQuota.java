package dev.penstock.openai;

import dev.penstock.provider.Exchange;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.provider.QuotaReading.Names;
import java.util.List;

/// Reads the `x-ratelimit-` headers, whatever the dialect: a server that sends none of them, such as vLLM, says nothing.
/// Input and output are drawn from one token quota. Source: platform.openai.com/docs/guides/rate-limits (November 2026).
final class OpenAiQuota {
    private static final List<Names> NAMES = List.of(
            new Names(Dimension.REQUESTS, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests"),
            new Names(Dimension.TOKENS, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens"));

    private OpenAiQuota() {}

    static QuotaReading of(Exchange exchange) {
        return QuotaReading.read(exchange, NAMES);
    }
}
