package dev.penstock.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The head of a request or an answer, as far as the plainest client and server need it.
///
/// @param first its first line
/// @param length bytes of the body that follows
record HttpHead(String first, int length) {
    private static final String LENGTH = "content-length:";

    /// @return null if the other side closed the connection before it
    static @Nullable HttpHead read(InputStream in) throws IOException {
        var first = line(in);
        if (first == null) {
            return null;
        }
        var length = 0;
        for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
        }
        return new HttpHead(first, length);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new EOFException("in the middle of a header");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
