package dev.penstock.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A body that ends in an error as soon as it is longer than allowed, whatever its headers promised.
final class CappedStream extends FilterInputStream {
    private final long most;
    private long bytes;

    CappedStream(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    /// The body is longer than allowed.
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(long most) {
            super("the body has more than " + most + " bytes");
        }
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int read = super.read(buffer, from, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int more) throws TooLongException {
        bytes += more;
        if (bytes > most) {
            throw new TooLongException(most);
        }
    }
}
