package dev.penstock.provider;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rendered prompt and its settings, ready to send once. Immutable.
///
/// @param system null when the task has no system prompt
/// @param messages few-shot turns first, then the item's own, at least one
/// @param maxOutputTokens cap on output tokens, at least 1
/// @param timeout total time for the call, request sent to reply read
/// @param fixedBytes UTF-8 bytes of this request that are the same for every item of the task (system prompt, examples,
///     schema, fixed template text); the base of the boilerplate estimate
/// @param cached what a provider with an explicit prompt cache is told to cache; null for nothing
public record Request(String model, @Nullable String system, List<Message> messages, int maxOutputTokens,
        OutputFormat format, Duration timeout, long fixedBytes, @Nullable CachedPart cached) {
    public Request {
        messages = List.copyOf(messages);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a request needs at least one message");
        }
        if (maxOutputTokens < 1) {
            throw new IllegalArgumentException("max-output-tokens must be at least 1, was " + maxOutputTokens);
        }
    }

    /// A request of which nothing is marked for caching.
    public Request(String model, @Nullable String system, List<Message> messages, int maxOutputTokens,
            OutputFormat format, Duration timeout, long fixedBytes) {
        this(model, system, messages, maxOutputTokens, format, timeout, fixedBytes, null);
    }

    /// UTF-8 bytes of everything the provider may bill as input: a sound upper bound on its input tokens, because a token
    /// is at least one byte. The schema counts, because providers bill it as part of the prompt.
    public long bytes() {
        long bytes = system == null ? 0 : utf8(system);
        for (var message : messages) {
            bytes += utf8(message.text());
        }
        return bytes + format.bytes();
    }

    /// The same request with more turns at the end: how a reply is repaired. A turn of the same side as the one before is
    /// added to its text, because some chat templates refuse two in a row.
    public Request followedBy(List<Message> more) {
        var all = new ArrayList<>(messages);
        for (var message : more) {
            if (message.role() == all.getLast().role()) {
                all.add(new Message(message.role(), all.removeLast().text() + "\n\n" + message.text()));
            } else {
                all.add(message);
            }
        }
        return new Request(model, system, all, maxOutputTokens, format, timeout, fixedBytes, cached);
    }

    /// The same request with another cap: how a truncated reply is asked for again.
    public Request withMaxOutputTokens(int cap) {
        return new Request(model, system, messages, cap, format, timeout, fixedBytes, cached);
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
