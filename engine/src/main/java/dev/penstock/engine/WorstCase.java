package dev.penstock.engine;

import dev.penstock.prompt.TaskSettings;
import dev.penstock.provider.Request;
import dev.penstock.run.Pricing;
import java.math.BigDecimal;

/// The most that one item can cost on a healthy endpoint: every byte a token, every reply at its cap, the larger cap, every repair, and
/// every retry with a lost reply that is billed all the same. While an endpoint is down for everyone it can take more calls; the
/// budget is the wall there.
final class WorstCase {
    /// Twenty errors of 400 characters: more is never shown to a model.
    private static final int ERRORS_BYTES = 8_400;

    private WorstCase() {}

    static BigDecimal of(Pricing pricing, TaskSettings settings, Request request, long bytes) {
        var ceiling = settings.call().maxOutputTokensCeiling();
        var plain = pricing.worstCase(request, bytes);
        var larger = ceiling == null
                ? BigDecimal.ZERO
                : pricing.worstCase(request.withMaxOutputTokens(ceiling), bytes);
        int longestReply = ceiling == null ? request.maxOutputTokens() : ceiling;
        var repair = pricing.worstCase(request, bytes + longestReply + ERRORS_BYTES);
        int repairs = settings.repair().maxAttempts();
        var dearest = plain.max(larger).max(repairs == 0 ? BigDecimal.ZERO : repair);
        return plain.add(larger)
                .add(times(repair, repairs))
                .add(times(dearest, settings.retry().maxAttempts() - 1));
    }

    private static BigDecimal times(BigDecimal usd, int calls) {
        return usd.multiply(BigDecimal.valueOf(calls));
    }
}
