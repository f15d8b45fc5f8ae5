package dev.penstock.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads lines as bytes: knows how many bytes it consumed, never holds more of a line than its cap, and does not decode what
/// it cannot. Used by one thread.
final class JsonLines implements AutoCloseable {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int cap;
    private final byte[] buffer = new byte[64 * 1024];
    private byte[] line;
    private int begin;
    private int end;
    private long offset;

    /// @param in positioned at `offset`
    /// @param cap bytes of a line that are kept
    JsonLines(InputStream in, long offset, int cap) {
        this.in = in;
        this.offset = offset;
        this.cap = cap;
        this.line = new byte[1024];
    }

    /// One line without its end.
    ///
    /// @param bytes its length in the file; more than the cap when it was cut
    /// @param text what was kept of it, with replacement characters for what is not UTF-8
    /// @param utf8 whether all of it is UTF-8
    record Line(long bytes, String text, boolean utf8) {}

    /// Bytes consumed, from the start of the file.
    long offset() {
        return offset;
    }

    /// @return null at the end of the input
    @Nullable
    Line next() {
        long start = offset;
        long length = 0;
        int kept = 0;
        for (int b = read(); b != -1; b = read()) {
            if (b == '\n') {
                return line(start, length, kept);
            }
            if (kept < cap) {
                kept = keep(kept, b);
            }
            length++;
        }
        return length == 0 ? null : line(start, length, kept);
    }

    private int keep(int kept, int b) {
        if (kept == line.length) {
            line = Arrays.copyOf(line, Math.min(cap, 2 * kept));
        }
        line[kept] = (byte) b;
        return kept + 1;
    }

    private Line line(long start, long length, int kept) {
        int from = start == 0 && startsWithMark(kept) ? BYTE_ORDER_MARK.length : 0;
        int to = kept > from && kept == length && line[kept - 1] == '\r' ? kept - 1 : kept;
        var strict = length > cap ? null : decode(ByteBuffer.wrap(line, from, to - from));
        return strict != null
                ? new Line(length, strict, true)
                : new Line(length, new String(line, from, to - from, StandardCharsets.UTF_8), false);
    }

    private boolean startsWithMark(int kept) {
        return kept >= BYTE_ORDER_MARK.length && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0,
                BYTE_ORDER_MARK.length);
    }

    private static @Nullable String decode(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private int read() {
        if (begin == end) {
            begin = 0;
            end = fill();
        }
        if (end <= 0) {
            return -1;
        }
        offset++;
        return buffer[begin++] & 0xFF;
    }

    private int fill() {
        try {
            return Math.max(0, in.read(buffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
