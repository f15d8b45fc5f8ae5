package dev.penstock.server.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Why a request failed, as RFC 9457 wants it told.
///
/// @param detail one sentence for the person who reads it; no prompt text, no reply text, no key
/// @param members what else is said, by name
public record Problem(ProblemType type, String detail, Map<String, JsonNode> members, Map<String, String> headers) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    public Problem {
        members = Map.copyOf(members);
        headers = Map.copyOf(headers);
    }

    /// A mistake in a body.
    ///
    /// @param pointer JSON pointer to it
    public record Mistake(String pointer, String detail) {}

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), Map.of());
    }

    public static Problem mistakes(List<Mistake> mistakes) {
        var errors = JSON.arrayNode();
        mistakes.forEach(one -> errors.addObject().put("pointer", one.pointer()).put("detail", one.detail()));
        return of(ProblemType.BAD_REQUEST, "the body has " + mistakes.size()
                + (mistakes.size() == 1 ? " mistake" : " mistakes")).with("errors", errors);
    }

    public Problem with(String name, JsonNode value) {
        var more = new HashMap<>(members);
        more.put(name, value);
        return new Problem(type, detail, more, headers);
    }

    public Problem with(String name, String value) {
        return with(name, JSON.stringNode(value));
    }

    public Problem header(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Problem(type, detail, members, more);
    }

    /// Says when to ask again.
    public Problem retryAfter(Duration time) {
        long seconds = Math.max(1, time.plusMillis(999).toSeconds());
        return with("retryAfterSeconds", JSON.numberNode(seconds)).header("Retry-After", String.valueOf(seconds));
    }

    /// @param request id of the failed request, to be found in the server's log
    ObjectNode json(String request) {
        var node = JSON.objectNode()
                .put("type", type.uri())
                .put("title", type.title())
                .put("status", type.status())
                .put("detail", detail)
                .put("instance", "urn:request:" + request);
        members.entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> node.set(one.getKey(), one.getValue()));
        return node;
    }

    public Answer answer() {
        return new Answer(type.status(), headers, new Answer.Failed(this));
    }
}
