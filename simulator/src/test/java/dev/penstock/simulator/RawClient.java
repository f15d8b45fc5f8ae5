package dev.penstock.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A client that sees bytes: one keep-alive connection.
final class RawClient implements AutoCloseable {
    /// What came back, as far as it came.
    ///
    /// @param status 0 when the connection broke before a status line
    /// @param end how it ended
    record Seen(int status, Map<String, String> headers, String text, End end) {
        /// Whether a whole JSON object came.
        boolean usable() {
            return end == End.COMPLETE && text.startsWith("{") && text.endsWith("}");
        }

        JsonNode json() {
            return Texts.parse(text);
        }
    }

    enum End {
        COMPLETE, CUT_OFF, RESET, CLOSED
    }

    private final int port;
    private Socket socket;

    RawClient(int port) throws IOException {
        this.port = port;
        this.socket = connect();
    }

    private Socket connect() throws IOException {
        var fresh = new Socket(InetAddress.getLoopbackAddress(), port);
        fresh.setSoTimeout(20_000);
        fresh.setTcpNoDelay(true);
        return fresh;
    }

    Seen call(Wire wire, ObjectNode body) throws IOException {
        return post(path(wire), body.toString(), "x-api-key: test");
    }

    static String path(Wire wire) {
        return wire.prefix() + (wire == Wire.ANTHROPIC ? "/v1/messages" : "/v1/chat/completions");
    }

    Seen post(String path, String body, String... headers) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return send("POST " + path + " HTTP/1.1\r\nhost: x\r\ncontent-length: " + bytes.length + "\r\n" + lines(headers)
                + "\r\n" + body);
    }

    Seen get(String path, String... headers) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nhost: x\r\n" + lines(headers) + "\r\n");
    }

    private static String lines(String... headers) {
        var lines = new StringBuilder();
        for (var header : headers) {
            lines.append(header).append("\r\n");
        }
        return lines.toString();
    }

    Seen send(String request) throws IOException {
        if (socket.isClosed()) {
            socket = connect();
        }
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        var seen = read(new BufferedInputStream(socket.getInputStream()));
        if (seen.end() != End.COMPLETE) {
            socket.close();
        }
        return seen;
    }

    private static Seen read(InputStream in) throws IOException {
        var headers = new TreeMap<String, String>();
        try {
            var lines = head(in);
            if (lines.isEmpty()) {
                return new Seen(0, headers, "", End.CLOSED);
            }
            for (var line : lines.subList(1, lines.size())) {
                var colon = line.indexOf(':');
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
            var status = Integer.parseInt(lines.getFirst().substring(9, 12));
            if (!headers.containsKey("content-length")) {
                return new Seen(status, headers, new String(in.readAllBytes(), StandardCharsets.UTF_8), End.CLOSED);
            }
            var length = Integer.parseInt(headers.get("content-length"));
            var body = in.readNBytes(length);
            return new Seen(status, headers, new String(body, StandardCharsets.UTF_8),
                    body.length == length ? End.COMPLETE : End.CUT_OFF);
        } catch (SocketException _) {
            return new Seen(0, headers, "", End.RESET);
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        var line = new ByteArrayOutputStream();
        for (var b = in.read(); b >= 0; b = in.read()) {
            if (b != '\n') {
                line.write(b);
                continue;
            }
            var text = line.toString(StandardCharsets.ISO_8859_1).strip();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
            line.reset();
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// A request of the wire's usual form: a system prompt and one user message.
    static ObjectNode request(Wire wire, String user, String schema) {
        var body = Texts.JSON.createObjectNode().put("model", "some-model");
        var messages = body.putArray("messages");
        if (wire == Wire.ANTHROPIC) {
            body.put("max_tokens", 500).put("system", "Sort the ticket.");
        } else {
            body.put(wire == Wire.OPENAI ? "max_completion_tokens" : "max_tokens", 500);
            messages.addObject().put("role", "system").put("content", "Sort the ticket.");
        }
        messages.addObject().put("role", "user").put("content", user);
        if (!schema.isEmpty()) {
            putSchema(wire, body, Texts.parse(schema));
        }
        return body;
    }

    private static void putSchema(Wire wire, ObjectNode body, JsonNode schema) {
        if (wire == Wire.ANTHROPIC) {
            body.putObject("output_config").putObject("format").put("type", "json_schema").set("schema", schema);
        } else {
            body.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "ticket")
                    .put("strict", true)
                    .set("schema", schema);
        }
    }

    /// The turns of a repair: the model's reply, then what is wrong with it.
    static ObjectNode repair(ObjectNode request, String reply) {
        var repaired = request.deepCopy();
        var messages = (ArrayNode) repaired.path("messages");
        messages.addObject().put("role", "assistant").put("content", reply);
        messages.addObject().put("role", "user").put("content", "The reply breaks the schema. Answer again.");
        return repaired;
    }

    /// The text a reply says, empty when there is none.
    static String said(Wire wire, JsonNode reply) {
        return wire == Wire.ANTHROPIC
                ? reply.path("content").path(0).path("text").asString("")
                : reply.path("choices").path(0).path("message").path("content").asString("");
    }

    static String stop(Wire wire, JsonNode reply) {
        return wire == Wire.ANTHROPIC
                ? reply.path("stop_reason").asString("")
                : reply.path("choices").path(0).path("finish_reason").asString("");
    }
}
