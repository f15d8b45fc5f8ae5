package dev.penstock.provider;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A server on a loopback port that answers with whatever bytes a script writes, also with none or too few.
public final class ScriptedServer implements AutoCloseable {
    /// A request as it came over the wire, header names in lower case.
    public record Seen(String line, Map<String, String> headers, String body) {}

    /// Writes the answer to one request. To break the connection, it closes the socket.
    @FunctionalInterface
    public interface Script {
        void answer(Seen request, Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public ScriptedServer(Script script) {
        this.script = script;
        try {
            this.listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var _ = threads.submit(this::accept);
    }

    /// Answers every request with a status, headers and a body.
    public static Script replying(int status, Map<String, String> headers, byte[] body) {
        return (_, socket) -> {
            var head = new StringBuilder("HTTP/1.1 " + status + " X\r\ncontent-length: " + body.length + "\r\n");
            headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            write(socket, head.append("\r\n").toString(), body);
        };
    }

    public static Script replying(int status, String body) {
        return replying(status, Map.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    public static void write(Socket socket, String head, byte[] body) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    public List<Seen> seen() {
        return seen;
    }

    private @Nullable Void accept() throws IOException {
        while (!listener.isClosed()) {
            var socket = listener.accept();
            open.add(socket);
            var _ = threads.submit(() -> converse(socket));
        }
        return null;
    }

    private @Nullable Void converse(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (var request = read(in); request != null && !socket.isClosed(); request = read(in)) {
                seen.add(request);
                script.answer(request, socket);
                if (socket.isClosed()) {
                    break;
                }
            }
        } finally {
            open.remove(socket);
        }
        return null;
    }

    private static @Nullable Seen read(InputStream in) throws IOException {
        var line = line(in);
        if (line.isEmpty()) {
            return null;
        }
        var headers = new TreeMap<String, String>();
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Seen(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
