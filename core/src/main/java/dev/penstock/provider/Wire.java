package dev.penstock.provider;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What reading a reply has in common across protocols.
public final class Wire {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_EXCERPT = 300;

    private Wire() {}

    /// What a break means.
    public static Reply broken(Request request, Exchange.Broken broken) {
        return switch (broken.cause()) {
            case NOT_SENT ->
                new Reply.Failed(new Failure.ConnectionFailed(false, broken.detail()), null, Usage.NONE, null);
            case LOST -> new Reply.Failed(new Failure.ConnectionFailed(true, broken.detail()), null, null, null);
            case TIMED_OUT ->
                new Reply.Failed(new Failure.TimedOut(request.timeout(), broken.detail()), null, null, null);
        };
    }

    /// The provider's id of the request: from a header, else from the body's `request_id`.
    public static @Nullable String requestId(Exchange.Received received, Optional<JsonNode> body) {
        return received.header("request-id")
                .or(() -> received.header("x-request-id"))
                .or(() -> body.flatMap(root -> root.path("request_id").stringValueOpt()))
                .map(id -> OneLine.of(id, LONGEST_ID))
                .filter(id -> !id.isEmpty())
                .orElse(null);
    }

    /// Whether a web page came instead of the API's answer.
    public static boolean isHtml(Exchange.Received received) {
        var type = received.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        var bytes = received.body().bytes();
        int first = 0;
        while (first < bytes.length && Character.isWhitespace(bytes[first])) {
            first++;
        }
        return type.contains("html") || (first < bytes.length && bytes[first] == '<');
    }

    /// A reply that ended as it should but holds nothing that can be checked.
    ///
    /// @param rule `no-text`, `tool-call`, `unknown-stop-reason`
    /// @param text what the model did write, for a reviewer
    public static Failure nothingToUse(String rule, String detail, String text) {
        var excerpt = text.isBlank() ? null : text.substring(0, Math.min(LONGEST_EXCERPT, text.length()));
        return new Failure.Unparseable(detail, List.of(new Evidence("stop", rule, "", detail, excerpt)));
    }
}
