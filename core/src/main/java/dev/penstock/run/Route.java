package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.limit.HaltedException;
import dev.penstock.prompt.Prompt;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.AttemptIntent.Ask;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One way to have an item answered: the prompt as one endpoint and model are asked it, and what that costs.
public record Route(Prompt prompt, Endpoint endpoint, Pricing pricing) {
    /// @param bytes of the request
    AttemptIntent intent(String runId, Item item, int n, Ask ask, Request request, long bytes, Instant now) {
        return new AttemptIntent(runId, item.seq(), n, ask, runId + "." + item.seq() + "." + n, endpoint.name(),
                request.model(), prompt.version(), request.maxOutputTokens(), bytes, request.fixedBytes(),
                pricing.mostInput(request, bytes), reservedUsd(request, bytes), pricing.tariff().known(), now);
    }

    /// As [#intent], of an entry of a batch.
    AttemptIntent entry(BatchLabel label, String runId, Item item, int n, Ask ask, Request request, long bytes,
            Instant now) {
        return new AttemptIntent(runId, item.seq(), n, ask, label.customId(item.seq(), n), endpoint.name(),
                request.model(), prompt.version(), request.maxOutputTokens(), bytes, request.fixedBytes(),
                pricing.mostInput(request, bytes), pricing.inBatch().worstCase(request, bytes),
                pricing.tariff().known(), now, label.value());
    }

    /// The most a call can cost: no text has more tokens than bytes.
    BigDecimal reservedUsd(Request request, long bytes) {
        return pricing.worstCase(request, bytes);
    }

    /// What a call did cost, or what was reserved for it when its usage is unknown.
    ///
    /// @param time the server's time it used up. For a reply taken from the journal its latency, which is never less: an
    ///     engine that died took its meter with it
    BigDecimal cost(Reply reply, AttemptIntent intent, Request request, Duration time) {
        var usage = reply.usage();
        var bounded = time.compareTo(request.timeout()) > 0 ? request.timeout() : time;
        var tariff = intent.batch() == null ? pricing.tariff() : pricing.tariff().inBatch();
        return usage == null ? intent.reservedUsd() : tariff.cost(usage, bounded);
    }

    /// Whether the request cannot fit, even if its text had as few tokens as any text has.
    boolean surelyTooLong(Request request) {
        return pricing.surelyTooLong(request.bytes());
    }

    Failure tooLong(Request request) {
        return new Failure.ContextTooLong("about " + request.bytes() / 4 + " tokens, the context window of "
                + request.model() + " holds " + pricing.contextTokens() + "; not sent");
    }

    /// Cap of the one more try after a truncation; null for no such try.
    @Nullable
    Integer ceiling() {
        return prompt.settings().call().maxOutputTokensCeiling();
    }

    /// The sentence that tells the operator what to do.
    String remedy(HaltedException halted) {
        return endpoint.remedy(halted, prompt.task());
    }
}
