package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.provider.Body;
import dev.penstock.simulator.Fault.RetryAfter;
import dev.penstock.simulator.Rejection.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Spoils a good reply on its way, or answers with an error instead.
final class WireFaults {
    private static final int HUGE_BYTES = 72 << 20;
    private static final List<Integer> SERVER_ERRORS = List.of(500, 502, 504);
    private static final List<RetryAfter> SPELLINGS = Arrays.stream(RetryAfter.values())
            .filter(spelling -> spelling != RetryAfter.MIXED)
            .toList();

    private final Fault fault;
    private final Served served;
    private final RandomGenerator chance;

    WireFaults(Fault fault, Served served, RandomGenerator chance) {
        this.fault = fault;
        this.served = served;
        this.chance = chance;
    }

    /// @throws IllegalArgumentException if the fault is one of content
    Outcome apply() {
        return switch (fault.kind()) {
            case RATE_LIMIT -> unusable(error(Trouble.RATE, status(429)).with(retryAfter()));
            case OVERLOADED ->
                unusable(error(Trouble.OVERLOADED, status(overloadStatus(served.wire()))).with(retryAfter()));
            case SERVER_ERROR ->
                unusable(error(Trouble.SERVER, status(SERVER_ERRORS.get(chance.nextInt(SERVER_ERRORS.size())))));
            case HTML_ERROR -> unusable(page(status(502)));
            case HTML_200 -> unusable(page(200));
            case EMPTY_200 -> unusable(served.reply().withBody(Body.of("")));
            case NULL_200 -> unusable(served.reply().withBody(Body.of("null")));
            case ERROR_200 -> unusable(served.reply().withBody(error(Trouble.OVERLOADED, 529).body()));
            case CUT_OFF -> cutOff(served.reply());
            case RESET -> lost(new Transmission.Reset(), 0);
            case STALL -> lost(new Transmission.Stall(delay(Duration.ofMinutes(10))), 0);
            case MALFORMED_JSON -> unusable(halved(served.reply()));
            case MISSING_USAGE -> unusable(served.replyWithoutUsage());
            case SLOW -> good(served.reply()).later(delay(Duration.ofSeconds(5)));
            case TRICKLE -> new Outcome(new Transmission.Trickle(served.reply(), delay(Duration.ofMillis(20))), 200,
                    label(), served.usage(), true, Duration.ZERO);
            case HUGE_BODY -> good(padded(served.reply()));
            case RETRY_AFTER_ON_200 -> good(served.reply().with(retryAfter()));
            case BILLING -> unusable(error(Trouble.BILLING, status(429)));
            case UNAUTHORIZED -> unusable(error(Trouble.WRONG_KEY, status(401)));
            case MODEL_NOT_FOUND -> unusable(error(Trouble.NO_MODEL, status(404)));
            case INVALID_REQUEST -> unusable(error(Trouble.INVALID, status(400)));
            case CONTEXT_TOO_LONG -> unusable(error(Trouble.CONTEXT, status(400)));
            case TRUNCATED, TRUNCATED_PARSES, REFUSAL, CONTENT_FILTER, EMPTY_REPLY, PROSE, FENCE, PLACEHOLDER,
                    TEMPLATE_MARKER, WRONG_LANGUAGE, SCHEMA_MISSING, SCHEMA_EXTRA, SCHEMA_TYPE, SCHEMA_ENUM,
                    NUMBER_AS_STRING, STRINGIFIED_OBJECT, UNKNOWN_STOP_REASON, TOOL_CALL_UNASKED, WRONG_TOOL,
                    SECOND_TOOL_CALL, EMPTY_ARGUMENTS, TOOL_PROSE, SWAPPED, SWAPPED_FIELD, DIGIT_CHANGED,
                    DIGITS_SWAPPED, WRONG_LABEL ->
                throw new IllegalArgumentException(label() + " spoils content, not the wire");
        };
    }

    static int overloadStatus(Wire wire) {
        return switch (wire) {
            case ANTHROPIC -> 529;
            case OPENAI, MISTRAL, VLLM -> 503;
        };
    }

    private String label() {
        return fault.kind().label();
    }

    private int status(int usual) {
        var status = fault.options().status();
        return status == null ? usual : status;
    }

    private Duration delay(Duration usual) {
        var delay = fault.options().delay();
        return delay == null ? usual : delay;
    }

    private HttpReply error(Trouble trouble, int status) {
        return served.error(Rejection.of(trouble, status));
    }

    private HttpReply page(int status) {
        var title = status == 200 ? "Please wait" : status == 403 ? "403 Forbidden" : status + " Bad Gateway";
        return HttpReply.html(status, """
                <!DOCTYPE html>
                <html><head><title>%1$s</title></head>
                <body><center><h1>%1$s</h1></center><hr><center>edge-proxy</center></body></html>
                """.formatted(title)).with(served.headers());
    }

    private Usage billed() {
        var share = fault.options().billed();
        var billed = share == null ? fault.kind().billedByDefault() : chance.nextDouble() < share;
        return billed ? served.usage() : Usage.NONE;
    }

    private Outcome unusable(HttpReply reply) {
        return lost(new Transmission.Whole(reply), reply.status());
    }

    private Outcome lost(Transmission how, int status) {
        return Outcome.lost(how, status, label(), billed());
    }

    private Outcome good(HttpReply reply) {
        return Outcome.good(reply, label(), served.usage());
    }

    private Outcome cutOff(HttpReply reply) {
        return lost(new Transmission.CutOff(reply, reply.body().bytes().length / 2), reply.status());
    }

    private static HttpReply halved(HttpReply reply) {
        var bytes = reply.body().bytes();
        return reply.withBody(new Body(Arrays.copyOf(bytes, bytes.length / 2)));
    }

    private static HttpReply padded(HttpReply reply) {
        var bytes = reply.body().bytes();
        var padded = Arrays.copyOf(bytes, HUGE_BYTES);
        Arrays.fill(padded, bytes.length, HUGE_BYTES, (byte) ' ');
        return reply.withBody(new Body(padded));
    }

    private Map<String, String> retryAfter() {
        var asked = fault.options().retryAfter();
        var spelling = asked == RetryAfter.MIXED ? SPELLINGS.get(chance.nextInt(SPELLINGS.size())) : asked;
        return retryAfter(spelling, delay(Duration.ofSeconds(1)), served.at());
    }

    /// How a reply says when to come back, in the client's time.
    static Map<String, String> retryAfter(RetryAfter spelling, Duration delay, Instant now) {
        return switch (spelling) {
            case NONE, MIXED -> Map.of();
            case SECONDS -> Map.of("retry-after", Long.toString(Math.max(1, delay.toSeconds())));
            case HTTP_DATE -> Map.of("retry-after",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(now.plus(delay).atOffset(ZoneOffset.UTC)));
            case MS -> Map.of("retry-after-ms", Long.toString(delay.toMillis()));
            case ZERO -> Map.of("retry-after", "0");
            case NEGATIVE -> Map.of("retry-after", "-5");
            case FOREVER -> Map.of("retry-after", "1000000000");
            case GARBAGE -> Map.of("retry-after", "soon");
        };
    }
}
