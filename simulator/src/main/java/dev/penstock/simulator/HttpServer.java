package dev.penstock.simulator;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToIntFunction;

/// A small HTTP/1.1 server with full control of the socket: one virtual thread per connection, on loopback only.
final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 4096;

    /// Decides what happens to a request. Called by many threads; may block.
    interface Handler {
        Reaction react(HttpRequest request) throws InterruptedException;
    }

    private final ServerSocket listener;
    private final ToIntFunction<String> maxBodyBytes;
    private final Handler handler;
    private final Map<Socket, Thread> open = new ConcurrentHashMap<>();
    private final CountDownLatch released = new CountDownLatch(1);

    private HttpServer(ServerSocket listener, ToIntFunction<String> maxBodyBytes, Handler handler) {
        this.listener = listener;
        this.maxBodyBytes = maxBodyBytes;
        this.handler = handler;
    }

    /// @param port 0 for any free one
    /// @param maxBodyBytes of a request to a path
    /// @throws UncheckedIOException if the port is taken
    static HttpServer start(int port, ToIntFunction<String> maxBodyBytes, Handler handler) {
        try {
            var listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
            var server = new HttpServer(listener, maxBodyBytes, handler);
            Thread.ofVirtual().name("simulator-accept").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " on 127.0.0.1 cannot be opened: " + e.getMessage(), e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Stops accepting and closes every connection, whatever it is doing. The port is free afterwards, unless the calling
    /// thread is interrupted.
    @Override
    public void close() {
        closeQuietly(listener);
        awaitRelease();
        open.forEach((socket, thread) -> {
            closeQuietly(socket);
            thread.interrupt();
        });
    }

    /// The kernel keeps the port until the thread that waits in accept has left it.
    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().name("simulator-connection").start(() -> serve(socket));
            } catch (IOException _) {
                // Closed by close(), or out of file handles: the next round tells which.
            }
        }
        released.countDown();
    }

    private void serve(Socket socket) {
        open.put(socket, Thread.currentThread());
        try (socket) {
            if (listener.isClosed()) {
                return;
            }
            socket.setTcpNoDelay(true);
            new HttpConnection(socket, maxBodyBytes, handler).serve();
        } catch (IOException _) {
            // The client went away; whoever answered it was told through Reaction.ifBroken.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static void closeQuietly(Closeable connection) {
        try {
            connection.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }
}
