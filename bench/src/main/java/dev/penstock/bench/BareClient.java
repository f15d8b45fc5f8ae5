package dev.penstock.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;

/// An HTTP client that posts JSON and skips what comes back: as little work as a client can do on connections that stay
/// open, so that a measurement shows the server. Safe for use by many threads.
final class BareClient implements AutoCloseable {
    private static final int STATUS_FROM = "HTTP/1.1 ".length();
    /// Servers close what is idle for longer.
    private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

    private final URI server;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    BareClient(URI server) {
        this.server = server;
    }

    /// Blocks until the whole answer is read.
    ///
    /// @return its status
    int post(String path, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = "POST " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        var connection = connected();
        int status;
        try {
            status = connection.ask((head + body).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            connection.socket().close();
            throw e;
        }
        idle.addFirst(new Connection(connection.socket(), connection.in(), System.nanoTime()));
        return status;
    }

    /// The connection that was used last, so that those which are not needed grow old.
    private Connection connected() throws IOException {
        var last = idle.pollFirst();
        if (last == null) {
            return Connection.open(server);
        }
        if (System.nanoTime() - last.usedAt() < IDLE_NANOS) {
            return last;
        }
        last.socket().close();
        close();
        return Connection.open(server);
    }

    @Override
    public void close() throws IOException {
        for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.socket().close();
        }
    }

    private record Connection(Socket socket, InputStream in, long usedAt) {
        static Connection open(URI server) throws IOException {
            var socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            return new Connection(socket, new BufferedInputStream(socket.getInputStream(), 4096),
                    System.nanoTime());
        }

        int ask(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
            var head = HttpHead.read(in);
            if (head == null) {
                throw new EOFException("the server closed a connection");
            }
            in.skipNBytes(head.length());
            return Integer.parseInt(head.first().substring(STATUS_FROM, STATUS_FROM + 3));
        }
    }
}
