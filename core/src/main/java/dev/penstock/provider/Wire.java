package dev.penstock.provider;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import dev.penstock.provider.batch.BatchAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What reading a reply has in common across protocols.
public final class Wire {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_EXCERPT = 300;
    private static final int LONGEST_END = 200;

    private Wire() {}

    /// How one protocol reads the JSON body of a 2xx.
    @FunctionalInterface
    public interface Success {
        Reply read(Request request, int status, JsonNode root, @Nullable String requestId);
    }

    /// What an exchange means, from status, headers and bytes alone. Pure, and never throws whatever the bytes are.
    ///
    /// @param scrub takes the key out of a text
    public static Reply read(Request request, Exchange exchange, UnaryOperator<String> scrub, Success success) {
        return switch (exchange) {
            case Exchange.Broken broken -> broken(request, broken);
            case Exchange.Received received -> received(request, received, scrub, success);
        };
    }

    private static Reply received(Request request, Exchange.Received received, UnaryOperator<String> scrub,
            Success success) {
        var body = ErrorBody.parse(received.body());
        var requestId = requestId(received, body);
        if (!isSuccess(received)) {
            return new Reply.Failed(rejected(received, body, scrub), null, Usage.NONE, requestId);
        }
        if (received.truncatedBody()) {
            return malformed(cutOff(received), requestId);
        }
        return body.map(root -> success.read(request, received.status(), root, requestId))
                .orElseGet(() -> malformed(notJson(received), requestId));
    }

    /// What an exchange came to that asked no model: the JSON of a 2xx, or why there is none. Never throws.
    ///
    /// @param limit the call's timeout
    /// @param scrub takes the key out of a text
    public static BatchAnswer<JsonNode> json(Exchange exchange, Duration limit, UnaryOperator<String> scrub) {
        return switch (exchange) {
            case Exchange.Broken broken -> new BatchAnswer.Failed<>(broken(limit, broken));
            case Exchange.Received received -> json(received, scrub);
        };
    }

    private static BatchAnswer<JsonNode> json(Exchange.Received received, UnaryOperator<String> scrub) {
        var body = ErrorBody.parse(received.body());
        if (!isSuccess(received)) {
            return new BatchAnswer.Failed<>(rejected(received, body, scrub));
        }
        if (received.truncatedBody()) {
            return new BatchAnswer.Failed<>(cutOff(received));
        }
        return body.<BatchAnswer<JsonNode>>map(BatchAnswer.Done::new)
                .orElseGet(() -> new BatchAnswer.Failed<>(notJson(received)));
    }

    private static boolean isSuccess(Exchange.Received received) {
        return received.status() >= 200 && received.status() <= 299;
    }

    private static Failure rejected(Exchange.Received received, Optional<JsonNode> body, UnaryOperator<String> scrub) {
        var error = body.map(ErrorBody::of).orElse(ErrorBody.NONE);
        return new Rejection(received.status(), error, isHtml(received), RetryAfter.from(received.headers()),
                error.detail(received.status(), scrub)).failure();
    }

    private static Failure cutOff(Exchange.Received received) {
        return new Failure.ServerError(received.status() + " with a body that was cut off or too long");
    }

    private static Failure notJson(Exchange.Received received) {
        return new Failure.ServerError(received.status() + " with a body that is not JSON");
    }

    /// A 2xx that is no answer: whether it was billed is unknown.
    private static Reply malformed(Failure failure, @Nullable String requestId) {
        return new Reply.Failed(failure, null, null, requestId);
    }

    private static Reply broken(Request request, Exchange.Broken broken) {
        var usage = broken.cause() == Exchange.Broken.Cause.NOT_SENT ? Usage.NONE : null;
        return new Reply.Failed(broken(request.timeout(), broken), null, usage, null);
    }

    private static Failure broken(Duration limit, Exchange.Broken broken) {
        return switch (broken.cause()) {
            case NOT_SENT -> new Failure.ConnectionFailed(false, broken.detail());
            case LOST -> new Failure.ConnectionFailed(true, broken.detail());
            case TIMED_OUT -> new Failure.TimedOut(limit, broken.detail());
        };
    }

    /// The provider's id of the request: from a header, else from the body's `request_id`.
    private static @Nullable String requestId(Exchange.Received received, Optional<JsonNode> body) {
        return received.header("request-id")
                .or(() -> received.header("x-request-id"))
                .or(() -> body.flatMap(root -> root.path("request_id").stringValueOpt()))
                .map(id -> OneLine.of(id, LONGEST_ID))
                .filter(id -> !id.isEmpty())
                .orElse(null);
    }

    /// Whether a web page came instead of the API's answer.
    private static boolean isHtml(Exchange.Received received) {
        var type = received.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        var bytes = received.body().bytes();
        int first = 0;
        while (first < bytes.length && Character.isWhitespace(bytes[first])) {
            first++;
        }
        return type.contains("html") || (first < bytes.length && bytes[first] == '<');
    }

    /// A reply that stopped at the token limit.
    ///
    /// @param text what the model did write, for a reviewer
    public static Failure truncated(Request request, String detail, String text) {
        var words = text.isBlank()
                ? "the reply reached the token limit before it said anything: "
                : "the reply ended at the token limit, so a part is missing: ";
        return new Failure.Truncated(request.maxOutputTokens(), detail,
                List.of(new Evidence("stop", "limit", "", words + detail, end(text))));
    }

    /// A reply that says no, or a request that a filter did not let through.
    ///
    /// @param text what the model did write, for a reviewer
    public static Failure refused(String detail, String text) {
        var words = "the model or its filter declined to answer: ";
        return new Failure.Refused(detail, List.of(new Evidence("stop", "refusal", "", words + detail, end(text))));
    }

    /// A reply that ended as it should but holds nothing that can be checked.
    ///
    /// @param rule `no-text`, `tool-call`, `unknown-stop-reason`
    /// @param text what the model did write, for a reviewer
    public static Failure nothingToUse(String rule, String detail, String text) {
        var words = "nothing in the reply can be used: ";
        return new Failure.Unparseable(detail,
                List.of(new Evidence("stop", rule, "", words + detail, beginning(text))));
    }

    private static @Nullable String beginning(String text) {
        if (text.length() <= LONGEST_EXCERPT) {
            return text.isBlank() ? null : text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(LONGEST_EXCERPT - 1));
        return text.substring(0, splits ? LONGEST_EXCERPT - 1 : LONGEST_EXCERPT);
    }

    /// Where a cut or a refusal shows itself; never half a surrogate pair at the beginning.
    private static @Nullable String end(String text) {
        if (text.length() <= LONGEST_END) {
            return text.isBlank() ? null : text;
        }
        int from = text.length() - LONGEST_END;
        return "…" + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }
}
