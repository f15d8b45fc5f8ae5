package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A call that the provider is about to answer well.
///
/// @param headers on every reply of this call; what is left of the limits is added when it is sent
record Served(long seq, Wire wire, Prompt prompt, Answer answer, Usage usage, Instant at, Map<String, String> headers) {
    HttpReply reply() {
        return reply(usage);
    }

    HttpReply replyWithoutUsage() {
        return reply(null);
    }

    HttpReply error(Rejection rejection) {
        return WireFormat.of(wire).error(seq, rejection).with(headers);
    }

    private HttpReply reply(@Nullable Usage told) {
        return WireFormat.of(wire).reply(seq, prompt, answer, told, at.getEpochSecond()).with(headers);
    }
}
