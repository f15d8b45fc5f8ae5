package dev.penstock.simulator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request that a provider would answer.
///
/// @param system empty when there is none
/// @param turns in order
/// @param marks where the client asked for a cache cut, shortest first; empty on wires that cut by themselves
record Prompt(String model, String system, List<Turn> turns, int maxOutputTokens, Form form,
        List<CachePrefix> marks) implements Intake {
    record Turn(boolean user, String text) {}

    Prompt {
        turns = List.copyOf(turns);
        marks = List.copyOf(marks);
    }

    /// Null when none was sent or told.
    @Nullable
    JsonNode schema() {
        return form.schema();
    }

    boolean wantsJson() {
        return form.wantsJson();
    }

    long inputTokens() {
        long bytes = utf8(form.head()) + utf8(system);
        for (var turn : turns) {
            bytes += utf8(turn.text());
        }
        return tokens(bytes);
    }

    /// Tokens of so many UTF-8 bytes, by the simulator's rule: a quarter, rounded up.
    static long tokens(long bytes) {
        return (bytes + 3) / 4;
    }

    static long tokens(String text) {
        return tokens(utf8(text));
    }

    /// UTF-8 bytes of a text, without encoding it.
    static long utf8(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.length();
    }
}
