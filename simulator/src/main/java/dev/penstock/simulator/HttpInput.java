package dev.penstock.simulator;

import dev.penstock.provider.Body;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Reads HTTP/1.1 requests from a stream: fixed and chunked bodies, capped.
final class HttpInput {
    private static final int MAX_HEAD_BYTES = 1 << 16;

    /// The bytes are not a request this server takes.
    static final class BadRequest extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        BadRequest(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final InputStream in;
    private final OutputStream out;
    private final ToIntFunction<String> maxBodyBytes;
    private final byte[] buffer = new byte[1 << 13];
    private int position;
    private int limit;

    HttpInput(InputStream in, OutputStream out, ToIntFunction<String> maxBodyBytes) {
        this.in = in;
        this.out = out;
        this.maxBodyBytes = maxBodyBytes;
    }

    /// The next request, empty when the client closed the connection between two requests.
    Optional<HttpRequest> next() throws IOException {
        if (position == limit && !fill()) {
            return Optional.empty();
        }
        var start = line().split(" ", 3);
        if (start.length != 3) {
            throw new BadRequest(400, "not an HTTP request");
        }
        var headers = headers();
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        var question = start[1].indexOf('?');
        var path = question < 0 ? start[1] : start[1].substring(0, question);
        var query = question < 0 ? "" : start[1].substring(question + 1);
        return Optional.of(new HttpRequest(start[0], path, query, headers,
                new Body(body(headers, maxBodyBytes.applyAsInt(path)))));
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        var bytes = 0;
        for (var line = line(); !line.isEmpty(); line = line()) {
            bytes += line.length();
            var colon = line.indexOf(':');
            if (colon < 1 || bytes > MAX_HEAD_BYTES) {
                throw new BadRequest(400, "malformed or oversized headers");
            }
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers, int most) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunked(most);
        }
        return exactly(size(headers.getOrDefault("content-length", "0"), 10, most));
    }

    private byte[] chunked(int most) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            var line = line();
            var semicolon = line.indexOf(';');
            var size = size((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16, most - body.size());
            if (size == 0) {
                skipTrailers();
                return body.toByteArray();
            }
            body.writeBytes(exactly(size));
            line();
        }
    }

    private void skipTrailers() throws IOException {
        var line = line();
        while (!line.isEmpty()) {
            line = line();
        }
    }

    private static int size(String text, int radix, int most) throws BadRequest {
        try {
            var size = Long.parseLong(text, radix);
            if (size < 0) {
                throw new BadRequest(400, "negative length");
            }
            if (size > most) {
                throw new BadRequest(413, "request exceeds the maximum size");
            }
            return (int) size;
        } catch (NumberFormatException _) {
            throw new BadRequest(400, "malformed length");
        }
    }

    private byte[] exactly(int size) throws IOException {
        var body = new byte[size];
        var buffered = Math.min(size, limit - position);
        System.arraycopy(buffer, position, body, 0, buffered);
        position += buffered;
        if (in.readNBytes(body, buffered, size - buffered) < size - buffered) {
            throw new EOFException("the client left in the middle of its request");
        }
        return body;
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        while (true) {
            for (var i = position; i < limit; i++) {
                if (buffer[i] == '\n') {
                    append(line, i);
                    position = i + 1;
                    var end = line.length() - 1;
                    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
                }
            }
            append(line, limit);
            if (line.length() > MAX_HEAD_BYTES) {
                throw new BadRequest(400, "header line too long");
            }
            if (!fill()) {
                throw new EOFException("the client left in the middle of its request");
            }
        }
    }

    private void append(StringBuilder line, int end) {
        line.append(new String(buffer, position, end - position, StandardCharsets.ISO_8859_1));
        position = end;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
