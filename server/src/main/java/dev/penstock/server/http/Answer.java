package dev.penstock.server.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What is sent back.
public record Answer(int status, Map<String, String> headers, Content content) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    /// One of the kinds of content there are.
    public sealed interface Content {}

    public record Empty() implements Content {}

    public record Json(JsonNode body) implements Content {}

    public record Failed(Problem problem) implements Content {}

    /// @param html escaped
    public record Page(String html) implements Content {}

    /// A file of the server's own.
    public record Text(String type, String text) implements Content {}

    /// A file that browsers save and never show; written as it is sent.
    ///
    /// @param name letters, digits, dots and hyphens
    public record Download(String type, String name, Lines lines) implements Content {}

    /// Where the lines of a download come from.
    @FunctionalInterface
    public interface Lines {
        /// @param line takes one line without its end
        void writeTo(Consumer<String> line);
    }

    /// Server-sent events, for as long as the source has any.
    public record Events(EventSource source) implements Content {}

    public static Answer json(int status, JsonNode body) {
        return new Answer(status, Map.of(), new Json(body));
    }

    public static Answer ok(JsonNode body) {
        return json(200, body);
    }

    public static Answer page(int status, String html) {
        return new Answer(status, Map.of(), new Page(html));
    }

    public static Answer download(String type, String name, Lines lines) {
        return new Answer(200, Map.of(), new Download(type, name, lines));
    }

    /// After a form: the browser gets another page.
    public static Answer seeOther(String place) {
        return new Answer(303, Map.of("Location", place), new Empty());
    }

    public Answer header(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, content);
    }
}
