package dev.penstock.store;

import dev.penstock.provider.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words of a sample, keys already taken out.
///
/// @param system null when the task has no system prompt
/// @param messages as sent: few-shot turns, the item's own, and after a repair the reply that was wrong and what was said
///     about it
/// @param reply as received
public record SampleText(@Nullable String system, List<Message> messages, String reply) {
    public SampleText {
        messages = List.copyOf(messages);
    }
}
