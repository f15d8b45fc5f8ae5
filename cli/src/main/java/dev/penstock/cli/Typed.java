package dev.penstock.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a person types at a question. Reads no further than the end of the line: what follows belongs to the next one.
final class Typed {
    private Typed() {}

    /// @return null when the input ended before anything was typed
    static @Nullable String line(Surroundings surroundings, String question) {
        surroundings.err().print(TerminalText.oneLine(question) + " ");
        surroundings.err().flush();
        try {
            var typed = new ByteArrayOutputStream();
            int next = surroundings.in().read();
            if (next < 0) {
                return null;
            }
            while (next >= 0 && next != '\n') {
                typed.write(next);
                next = surroundings.in().read();
            }
            return typed.toString(StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("what was typed cannot be read", e);
        }
    }
}
