package dev.penstock.provider.batch;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The entries of one batch as the bytes of one body, made while they leave, so that nobody holds them twice.
///
/// @param before stands before the first entry
/// @param between stands between two entries
/// @param after stands behind the last one
public record Entries(List<String> lines, String before, String between, String after) {
    /// A file of lines, each ended by a line break.
    public static Entries jsonLines(List<String> lines) {
        return new Entries(lines, "", "\n", "\n");
    }

    /// A JSON text as one line, also for readers that break lines where Unicode does.
    ///
    /// @param json without line breaks between its tokens
    public static String line(String json) {
        return json.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\u0085", "\\u0085");
    }

    /// The entries themselves.
    ///
    /// @throws IllegalArgumentException if there are none, or more than the caps allow
    public Entries within(Caps caps) {
        if (lines.isEmpty() || lines.size() > caps.entries() || bytes() > caps.bytes()) {
            throw new IllegalArgumentException("a batch has 1 to " + caps.entries() + " entries and at most "
                    + caps.bytes() + " bytes, not " + lines.size() + " entries and " + bytes() + " bytes");
        }
        return this;
    }

    /// UTF-8 bytes of the whole body.
    public long bytes() {
        return parts().mapToLong(part -> utf8(part).length).sum();
    }

    /// The whole body.
    public InputStream stream() {
        return new Encoded(parts().iterator());
    }

    private Stream<String> parts() {
        var inner = IntStream.range(0, lines.size())
                .boxed()
                .flatMap(i -> Stream.of(i == 0 ? before : between, lines.get(i)));
        return Stream.concat(inner, Stream.of(after));
    }

    private static byte[] utf8(String part) {
        return part.getBytes(StandardCharsets.UTF_8);
    }

    /// Encodes one part at a time.
    private static final class Encoded extends InputStream {
        private final Iterator<String> parts;
        private byte[] part = new byte[0];
        private int next;

        private Encoded(Iterator<String> parts) {
            this.parts = parts;
        }

        @Override
        public int read() {
            return advance() ? part[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!advance()) {
                return -1;
            }
            int n = Math.min(length, part.length - next);
            System.arraycopy(part, next, into, offset, n);
            next += n;
            return n;
        }

        private boolean advance() {
            while (next == part.length) {
                if (!parts.hasNext()) {
                    return false;
                }
                part = utf8(parts.next());
                next = 0;
            }
            return true;
        }
    }
}
