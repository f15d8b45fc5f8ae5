package dev.penstock.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;

/// A response body read to its end, to the cap or to the break, whichever comes first.
///
/// @param body what arrived; only the head of a body that was longer than the cap, because nothing is derived from it
/// @param truncated true when the body was longer than the cap, or broke off before its announced end
public record CapturedBody(Body body, boolean truncated) {
    /// The most decoded bytes a body may have. The largest honest reply (128k output tokens) stays far below it.
    public static final long CAP_BYTES = 64L << 20;
    private static final int HEAD_OF_A_TOO_LONG_BODY_BYTES = 64 << 10;
    private static final int CHUNK_BYTES = 8 << 10;

    /// Reads the stream, which must already be decoded from its content encoding. Does not close it.
    ///
    /// @throws InterruptedIOException if a timeout ends the read
    /// @throws IOException if the thread is interrupted meanwhile
    public static CapturedBody read(InputStream in, long cap) throws IOException {
        var bytes = new ByteArrayOutputStream(CHUNK_BYTES);
        var chunk = new byte[CHUNK_BYTES];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (bytes.size() + n > cap) {
                    return new CapturedBody(head(bytes, cap), true);
                }
                bytes.write(chunk, 0, n);
            }
            return new CapturedBody(new Body(bytes.toByteArray()), false);
        } catch (InterruptedIOException timeout) {
            throw timeout;
        } catch (IOException brokenOff) {
            // An interrupt closes the socket under a virtual thread: that is no fault of the server.
            if (Thread.currentThread().isInterrupted()) {
                throw brokenOff;
            }
            return new CapturedBody(new Body(bytes.toByteArray()), true);
        }
    }

    private static Body head(ByteArrayOutputStream bytes, long cap) {
        int length = (int) Math.min(Math.min(cap, HEAD_OF_A_TOO_LONG_BODY_BYTES), bytes.size());
        return new Body(Arrays.copyOf(bytes.toByteArray(), length));
    }
}
