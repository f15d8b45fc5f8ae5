package dev.penstock.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// A body that ends in an error when it takes longer than allowed, however steadily its bytes drip. Measured when a byte
/// comes; silence is the web server's to end.
final class TimedStream extends FilterInputStream {
    private final long begin = System.nanoTime();
    private final long mostNanos;

    TimedStream(InputStream in, Duration most) {
        super(in);
        this.mostNanos = most.toNanos();
    }

    /// The body took longer than allowed.
    static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1L;

        TooSlowException() {
            super("the body did not come in time");
        }
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        refuseLate();
        return b;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int read = super.read(buffer, from, length);
        refuseLate();
        return read;
    }

    private void refuseLate() throws TooSlowException {
        if (System.nanoTime() - begin > mostNanos) {
            throw new TooSlowException();
        }
    }
}
