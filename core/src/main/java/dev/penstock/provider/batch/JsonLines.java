package dev.penstock.provider.batch;

import dev.penstock.provider.Body;
import dev.penstock.provider.CapturedBody;
import dev.penstock.provider.ErrorBody;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Reads a body of JSON lines however long it is: one line at a time is in memory. Not safe for use by several threads.
final class JsonLines {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Consumer<Optional<JsonNode>> each;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean tooLong;
    private int lines;

    /// @param each gets every line that is not blank; empty for one that is not JSON, or longer than any honest one
    JsonLines(Consumer<Optional<JsonNode>> each) {
        this.each = each;
    }

    /// Reads to the end.
    ///
    /// @return how many lines there were
    /// @throws EOFException if it ends in the middle of a line
    int read(InputStream in) throws IOException {
        var chunk = new byte[CHUNK_BYTES];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            int from = 0;
            for (int i = 0; i < n; i++) {
                if (chunk[i] == '\n') {
                    append(chunk, from, i);
                    take(parsed());
                    from = i + 1;
                }
            }
            append(chunk, from, n);
        }
        last();
        return lines;
    }

    private void append(byte[] chunk, int from, int to) {
        tooLong |= line.size() + (to - from) > CapturedBody.CAP_BYTES;
        if (!tooLong) {
            line.write(chunk, from, to - from);
        }
    }

    private Optional<JsonNode> parsed() {
        return tooLong ? Optional.empty() : ErrorBody.parse(new Body(line.toByteArray()));
    }

    private void take(Optional<JsonNode> parsed) {
        if (!isBlank()) {
            lines++;
            each.accept(parsed);
        }
        line.reset();
        tooLong = false;
    }

    private boolean isBlank() {
        return !tooLong && line.toString(StandardCharsets.ISO_8859_1).isBlank();
    }

    /// Only a whole line counts; some writers leave out the last line break.
    private void last() throws EOFException {
        if (isBlank()) {
            return;
        }
        var parsed = parsed();
        if (parsed.isEmpty()) {
            throw new EOFException("the body ended in the middle of a line");
        }
        take(parsed);
    }
}
