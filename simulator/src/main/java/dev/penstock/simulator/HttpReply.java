package dev.penstock.simulator;

import dev.penstock.provider.Body;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// One whole response, ready to be written.
record HttpReply(int status, String contentType, Map<String, String> headers, Body body) {
    static HttpReply json(int status, String json) {
        return new HttpReply(status, "application/json", Map.of(), Body.of(json));
    }

    static HttpReply html(int status, String html) {
        return new HttpReply(status, "text/html; charset=utf-8", Map.of(), Body.of(html));
    }

    HttpReply with(Map<String, String> more) {
        var all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new HttpReply(status, contentType, all, body);
    }

    HttpReply withBody(Body other) {
        return new HttpReply(status, contentType, headers, other);
    }

    /// Status line, headers and the blank line, announcing the whole body.
    byte[] head() {
        var head = new StringBuilder(512).append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(phrase())
                .append("\r\n");
        line(head, "content-type", contentType);
        headers.forEach((name, value) -> line(head, name, value));
        line(head, "content-length", Integer.toString(body.bytes().length));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private String phrase() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 413 -> "Payload Too Large";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Status " + status;
        };
    }
}
