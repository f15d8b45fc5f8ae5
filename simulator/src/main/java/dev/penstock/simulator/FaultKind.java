package dev.penstock.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What can go wrong with a call. The label is the name in scenarios and books.
public enum FaultKind {
    /// A 429.
    RATE_LIMIT(Family.TRANSPORT),
    /// A 529 on the Anthropic wire, a 503 on the OpenAI wire.
    OVERLOADED(Family.TRANSPORT),
    /// A 500, 502 or 504.
    SERVER_ERROR(Family.TRANSPORT),
    /// A proxy's error page.
    HTML_ERROR(Family.TRANSPORT),
    /// A proxy's page with status 200.
    HTML_200(Family.TRANSPORT),
    /// A 200 without a body.
    EMPTY_200(Family.TRANSPORT),
    /// A 200 whose body is `null`.
    NULL_200(Family.TRANSPORT),
    /// A 200 whose body is an error.
    ERROR_200(Family.TRANSPORT),
    /// The connection closes in the middle of the body.
    CUT_OFF(Family.TRANSPORT),
    /// The connection is reset before any byte.
    RESET(Family.TRANSPORT),
    /// A good reply, late.
    SLOW(Family.TRANSPORT),
    /// A good reply, one byte at a time.
    TRICKLE(Family.TRANSPORT),
    /// No reply; the connection closes after a long silence.
    STALL(Family.TRANSPORT),
    /// A 200 whose JSON ends in the middle, though the length is right.
    MALFORMED_JSON(Family.TRANSPORT),
    /// A good reply padded to many megabytes.
    HUGE_BODY(Family.TRANSPORT),
    /// A good reply without usage.
    MISSING_USAGE(Family.TRANSPORT),
    /// A good reply with a `retry-after` header.
    RETRY_AFTER_ON_200(Family.TRANSPORT),
    /// No credit or spend limit reached.
    BILLING(Family.ACCOUNT),
    /// The key was revoked.
    UNAUTHORIZED(Family.ACCOUNT),
    /// The model was retired.
    MODEL_NOT_FOUND(Family.ACCOUNT),
    /// A 400 that this item always gets.
    INVALID_REQUEST(Family.HOPELESS),
    /// The prompt does not fit the model.
    CONTEXT_TOO_LONG(Family.HOPELESS),
    /// Cut at the token limit.
    TRUNCATED(Family.CONTENT),
    /// Cut at the token limit, and valid JSON all the same.
    TRUNCATED_PARSES(Family.CONTENT),
    /// The model declines.
    REFUSAL(Family.CONTENT),
    /// A filter stops the reply.
    CONTENT_FILTER(Family.CONTENT),
    /// No text at all.
    EMPTY_REPLY(Family.CONTENT),
    /// Sentences around the JSON.
    PROSE(Family.CONTENT),
    /// The JSON in a Markdown code block.
    FENCE(Family.CONTENT),
    /// "N/A" and the like where a value belongs.
    PLACEHOLDER(Family.CONTENT),
    /// "[Customer Name]" and the like inside a text.
    TEMPLATE_MARKER(Family.CONTENT),
    /// Spanish.
    WRONG_LANGUAGE(Family.CONTENT),
    /// A required property is absent.
    SCHEMA_MISSING(Family.CONTENT),
    /// A property nobody asked for.
    SCHEMA_EXTRA(Family.CONTENT),
    /// A value of the wrong type.
    SCHEMA_TYPE(Family.CONTENT),
    /// A value outside its enum.
    SCHEMA_ENUM(Family.CONTENT),
    /// A number in quotes: nothing is lost.
    NUMBER_AS_STRING(Family.CONTENT),
    /// An object in quotes: nothing is lost.
    STRINGIFIED_OBJECT(Family.CONTENT),
    /// A good reply with a stop reason nobody knows.
    UNKNOWN_STOP_REASON(Family.CONTENT),
    /// A tool call instead of an answer.
    TOOL_CALL_UNASKED(Family.CONTENT),
    /// A call of a tool that was not offered, instead of the one that was.
    WRONG_TOOL(Family.CONTENT),
    /// The offered tool called twice.
    SECOND_TOOL_CALL(Family.CONTENT),
    /// The offered tool called with nothing: an empty string on the OpenAI wires, an empty object on Anthropic's.
    EMPTY_ARGUMENTS(Family.CONTENT),
    /// Sentences before a good tool call: nothing is lost.
    TOOL_PROSE(Family.CONTENT),
    /// Another item's valid answer.
    SWAPPED(Family.CONTENT),
    /// One field of another item's answer.
    SWAPPED_FIELD(Family.CONTENT),
    /// One digit of a value is another.
    DIGIT_CHANGED(Family.CONTENT),
    /// Two neighbouring digits of a value have changed places.
    DIGITS_SWAPPED(Family.CONTENT),
    /// Another valid enum value.
    WRONG_LABEL(Family.CONTENT);

    /// Which part of a call a fault spoils.
    public enum Family {
        TRANSPORT, ACCOUNT, HOPELESS, CONTENT
    }

    private final Family family;

    FaultKind(Family family) {
        this.family = family;
    }

    public Family family() {
        return family;
    }

    /// The name in scenarios and books: `truncated-parses`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<FaultKind> of(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
    }

    public static List<String> labels() {
        return Arrays.stream(values()).map(FaultKind::label).toList();
    }

    /// Whether the model's work was done, and billed, although the client cannot use it.
    boolean billedByDefault() {
        return switch (this) {
            case CUT_OFF, RESET, STALL, MALFORMED_JSON, MISSING_USAGE, SLOW, TRICKLE, HUGE_BODY, RETRY_AFTER_ON_200 ->
                true;
            case RATE_LIMIT, OVERLOADED, SERVER_ERROR, HTML_ERROR, HTML_200, EMPTY_200, NULL_200, ERROR_200 -> false;
            case BILLING, UNAUTHORIZED, MODEL_NOT_FOUND, INVALID_REQUEST, CONTEXT_TOO_LONG -> false;
            case TRUNCATED, TRUNCATED_PARSES, REFUSAL, CONTENT_FILTER, EMPTY_REPLY, PROSE, FENCE, PLACEHOLDER,
                    TEMPLATE_MARKER, WRONG_LANGUAGE, SCHEMA_MISSING, SCHEMA_EXTRA, SCHEMA_TYPE, SCHEMA_ENUM,
                    NUMBER_AS_STRING, STRINGIFIED_OBJECT, UNKNOWN_STOP_REASON, TOOL_CALL_UNASKED, WRONG_TOOL,
                    SECOND_TOOL_CALL, EMPTY_ARGUMENTS, TOOL_PROSE, SWAPPED, SWAPPED_FIELD, DIGIT_CHANGED,
                    DIGITS_SWAPPED, WRONG_LABEL ->
                true;
        };
    }
}
