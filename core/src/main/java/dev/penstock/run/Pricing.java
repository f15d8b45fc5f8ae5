package dev.penstock.run;

import dev.penstock.ledger.Tariff;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Request;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a run's calls cost, and what fits into one.
///
/// @param contextTokens the model's context window; null when unknown
public record Pricing(Tariff tariff, @Nullable Long contextTokens) {
    /// Framing a provider adds around every message; billed, and not part of the request's bytes.
    private static final long FRAMING_TOKENS = 64;
    /// The instructions a provider adds of its own once a tool is offered: some hundred tokens at Anthropic.
    private static final long TOOL_FRAMING_TOKENS = 1_024;

    /// What entries of a batch are paid by.
    public Pricing inBatch() {
        return new Pricing(tariff.inBatch(), contextTokens);
    }

    /// The most a call can cost: no text has more tokens than bytes.
    ///
    /// @param bytes of the request
    public BigDecimal worstCase(Request request, long bytes) {
        return tariff.worstCase(mostInput(request, bytes), request.maxOutputTokens(), request.timeout());
    }

    /// The most input tokens a call can have.
    ///
    /// @param bytes of the request
    long mostInput(Request request, long bytes) {
        return bytes + FRAMING_TOKENS + (request.format() instanceof OutputFormat.Tool ? TOOL_FRAMING_TOKENS : 0);
    }

    /// Whether a request cannot fit, even if its text had as few tokens as any text has.
    ///
    /// @param bytes of the request
    public boolean surelyTooLong(long bytes) {
        return contextTokens != null && bytes / 8 > contextTokens;
    }
}
