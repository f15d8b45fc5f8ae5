package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Usage;
import dev.penstock.simulator.RawClient.End;
import dev.penstock.simulator.RawClient.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What each fault looks like as bytes on the socket, on each wire.
class FaultsOnTheWireTest {
    private static Fault.Options options(Fault.RetryAfter retryAfter, Duration delay) {
        return new Fault.Options(null, retryAfter, delay, null);
    }

    private record Exchanged(Seen seen, Books.Totals totals) {}

    private static Exchanged exchange(Wire wire, Fault fault) throws IOException {
        try (var simulator = Simulator.start(Scenario.clean().withGold(Tickets.key(3)).and(fault), 0);
                var client = new RawClient(simulator.port())) {
            var seen = client.call(wire, RawClient.request(wire, Tickets.prompt(1), Tickets.SCHEMA));
            return new Exchanged(seen, simulator.books().totals());
        }
    }

    static Stream<Arguments> errors() {
        var kinds = new ArrayList<Arguments>();
        for (var wire : List.of(Wire.ANTHROPIC, Wire.OPENAI)) {
            var anthropic = wire == Wire.ANTHROPIC;
            kinds.add(Arguments.of(wire, FaultKind.RATE_LIMIT, 429, anthropic ? "rate_limit_error" : "requests"));
            kinds.add(Arguments.of(wire, FaultKind.OVERLOADED, anthropic ? 529 : 503,
                    anthropic ? "overloaded_error" : "service_unavailable_error"));
            kinds.add(
                    Arguments.of(wire, FaultKind.BILLING, 429, anthropic ? "rate_limit_error" : "insufficient_quota"));
            kinds.add(Arguments.of(wire, FaultKind.UNAUTHORIZED, 401,
                    anthropic ? "authentication_error" : "invalid_request_error"));
            kinds.add(Arguments.of(wire, FaultKind.MODEL_NOT_FOUND, 404,
                    anthropic ? "not_found_error" : "invalid_request_error"));
            kinds.add(Arguments.of(wire, FaultKind.INVALID_REQUEST, 400, "invalid_request_error"));
            kinds.add(Arguments.of(wire, FaultKind.CONTEXT_TOO_LONG, 400, "invalid_request_error"));
        }
        return kinds.stream();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorsHaveTheProvidersStatusAndTypeAndBillNothing(Wire wire, FaultKind kind, int status, String type)
            throws IOException {
        var exchanged = exchange(wire, Fault.ofItems(kind, 1));
        assertThat(exchanged.seen().status()).isEqualTo(status);
        assertThat(exchanged.seen().json().at("/error/type").asString("")).isEqualTo(type);
        assertThat(exchanged.seen().headers()).containsKey(wire == Wire.ANTHROPIC ? "request-id" : "x-request-id");
        assertThat(exchanged.totals().billed()).isEqualTo(Usage.NONE);
        assertThat(exchanged.totals().byInjected()).containsEntry(kind.label(), 1L);
    }

    @Test
    void billingErrorsCarryTheCodeThatTellsThemFromARateLimit() throws IOException {
        var anthropic = exchange(Wire.ANTHROPIC, Fault.ofItems(FaultKind.BILLING, 1)).seen();
        assertThat(anthropic.json().at("/error/details/error_code").asString(""))
                .isEqualTo("enforced_spend_limit_reached");
        assertThat(anthropic.headers()).doesNotContainKey("retry-after");
        var openAi = exchange(Wire.OPENAI, Fault.ofItems(FaultKind.BILLING, 1)).seen();
        assertThat(openAi.json().at("/error/code").asString("")).isEqualTo("credit_balance_exhausted");
    }

    @ParameterizedTest
    @EnumSource(value = Wire.class, names = {"ANTHROPIC", "OPENAI"})
    void contextErrorsAreSpelledAsTheProvidersDo(Wire wire) throws IOException {
        var message = exchange(wire, Fault.ofItems(FaultKind.CONTEXT_TOO_LONG, 1)).seen()
                .json()
                .at("/error/message")
                .asString("");
        assertThat(message)
                .contains(wire == Wire.ANTHROPIC
                        ? "prompt is too long: 214031 tokens > 200000 maximum"
                        : "maximum context length");
    }

    @ParameterizedTest
    @EnumSource(value = Wire.class, names = {"ANTHROPIC", "OPENAI"})
    void serverErrorsAreOneOfThree(Wire wire) throws IOException {
        var seen = exchange(wire, Fault.ofItems(FaultKind.SERVER_ERROR, 1)).seen();
        assertThat(seen.status()).isIn(500, 502, 504);
        assertThat(seen.json().at("/error/type").asString("")).isIn("api_error", "timeout_error", "server_error");
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void proxiesAnswerInHtml(Wire wire) throws IOException {
        var bad = exchange(wire, Fault.ofItems(FaultKind.HTML_ERROR, 1)).seen();
        assertThat(bad.status()).isEqualTo(502);
        assertThat(bad.headers().get("content-type")).startsWith("text/html");
        assertThat(bad.text()).startsWith("<!DOCTYPE html>").contains("502 Bad Gateway");
        var good = exchange(wire, Fault.ofItems(FaultKind.HTML_200, 1)).seen();
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.text()).startsWith("<!DOCTYPE html>");
        var forbidden = exchange(wire, Fault.ofItems(FaultKind.HTML_ERROR, 1)
                .with(new Fault.Options(403, Fault.RetryAfter.NONE, null, null))).seen();
        assertThat(forbidden.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void emptyNullAndErrorBodiesComeWithStatus200AndBillNothing(Wire wire) throws IOException {
        var empty = exchange(wire, Fault.ofItems(FaultKind.EMPTY_200, 1));
        assertThat(empty.seen().status()).isEqualTo(200);
        assertThat(empty.seen().text()).isEmpty();
        assertThat(empty.totals().billed()).isEqualTo(Usage.NONE);
        assertThat(exchange(wire, Fault.ofItems(FaultKind.NULL_200, 1)).seen().text()).isEqualTo("null");
        var error = exchange(wire, Fault.ofItems(FaultKind.ERROR_200, 1)).seen();
        assertThat(error.status()).isEqualTo(200);
        assertThat(error.text()).contains("error");
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aCutOffBodyIsShorterThanAnnouncedBilledAndNotDelivered(Wire wire) throws IOException {
        var exchanged = exchange(wire, Fault.ofItems(FaultKind.CUT_OFF, 1));
        assertThat(exchanged.seen().end()).isEqualTo(End.CUT_OFF);
        assertThat(exchanged.seen().status()).isEqualTo(200);
        assertThat(exchanged.totals().undeliveredCalls()).isEqualTo(1);
        assertThat(exchanged.totals().undelivered()).isEqualTo(exchanged.totals().billed());
        assertThat(exchanged.totals().billed().output()).isEqualTo(33);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aResetComesBeforeAnyByte(Wire wire) throws IOException {
        var billed = exchange(wire, Fault.ofItems(FaultKind.RESET, 1));
        assertThat(billed.seen().end()).isEqualTo(End.RESET);
        assertThat(billed.totals().byStatus()).containsEntry(0, 1L);
        assertThat(billed.totals().undelivered().output()).isEqualTo(33);
        var free = exchange(wire, Fault.ofItems(FaultKind.RESET, 1)
                .with(new Fault.Options(null, Fault.RetryAfter.NONE, null, 0.0)));
        assertThat(free.totals().billed()).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aStallSendsNothingAndIsBilled(Wire wire) throws IOException {
        var exchanged = exchange(wire, Fault.ofItems(FaultKind.STALL, 1)
                .with(options(Fault.RetryAfter.NONE, Duration.ofMillis(50))));
        assertThat(exchanged.seen().end()).isEqualTo(End.CLOSED);
        assertThat(exchanged.seen().status()).isZero();
        assertThat(exchanged.totals().undelivered().output()).isEqualTo(33);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void malformedJsonHasTheRightLengthAndNoEnd(Wire wire) throws IOException {
        var exchanged = exchange(wire, Fault.ofItems(FaultKind.MALFORMED_JSON, 1));
        assertThat(exchanged.seen().end()).isEqualTo(End.COMPLETE);
        assertThat(exchanged.seen().text()).startsWith("{").doesNotEndWith("}");
        assertThat(exchanged.totals().undeliveredCalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void missingUsageIsBilledAndCountsAsUndelivered(Wire wire) throws IOException {
        var exchanged = exchange(wire, Fault.ofItems(FaultKind.MISSING_USAGE, 1));
        assertThat(exchanged.seen().json().has("usage")).isFalse();
        assertThat(RawClient.said(wire, exchanged.seen().json())).contains("parcel 1");
        assertThat(exchanged.totals().undelivered().output()).isEqualTo(33);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void slowTricklingAndRetryAfterRepliesAreGood(Wire wire) throws IOException {
        for (var kind : List.of(FaultKind.SLOW, FaultKind.TRICKLE, FaultKind.RETRY_AFTER_ON_200)) {
            var exchanged = exchange(wire, Fault.ofItems(kind, 1)
                    .with(options(Fault.RetryAfter.SECONDS, Duration.ofNanos(1000))));
            assertThat(RawClient.said(wire, exchanged.seen().json())).as(kind.label()).contains("parcel 1");
            assertThat(exchanged.totals().delivered()).isEqualTo(exchanged.totals().billed());
            assertThat(exchanged.seen().headers().containsKey("retry-after"))
                    .isEqualTo(kind == FaultKind.RETRY_AFTER_ON_200);
        }
    }

    @Test
    void aHugeBodyIsTensOfMegabytes() throws IOException {
        var seen = exchange(Wire.OPENAI, Fault.ofItems(FaultKind.HUGE_BODY, 1)).seen();
        assertThat(seen.text().length()).isGreaterThan(64 << 20);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void retryAfterHasEverySpelling(Wire wire) throws IOException {
        assertThat(retryAfter(wire, Fault.RetryAfter.SECONDS)).containsEntry("retry-after", "1");
        assertThat(retryAfter(wire, Fault.RetryAfter.MS)).containsEntry("retry-after-ms", "1000");
        assertThat(retryAfter(wire, Fault.RetryAfter.HTTP_DATE).get("retry-after")).endsWith(" GMT");
        assertThat(retryAfter(wire, Fault.RetryAfter.ZERO)).containsEntry("retry-after", "0");
        assertThat(retryAfter(wire, Fault.RetryAfter.NEGATIVE)).containsEntry("retry-after", "-5");
        assertThat(retryAfter(wire, Fault.RetryAfter.FOREVER)).containsEntry("retry-after", "1000000000");
        assertThat(retryAfter(wire, Fault.RetryAfter.GARBAGE)).containsEntry("retry-after", "soon");
        assertThat(retryAfter(wire, Fault.RetryAfter.NONE)).doesNotContainKeys("retry-after", "retry-after-ms");
    }

    private static Map<String, String> retryAfter(Wire wire, Fault.RetryAfter spelling) throws IOException {
        return exchange(wire, Fault.ofItems(FaultKind.RATE_LIMIT, 1)
                .with(options(spelling, Duration.ofSeconds(1)))).seen().headers();
    }

    static Stream<Arguments> stops() {
        return Stream.of(Arguments.of(FaultKind.TRUNCATED, "max_tokens", "length"),
                Arguments.of(FaultKind.TRUNCATED_PARSES, "max_tokens", "length"),
                Arguments.of(FaultKind.REFUSAL, "refusal", "stop"),
                Arguments.of(FaultKind.CONTENT_FILTER, "refusal", "content_filter"),
                Arguments.of(FaultKind.EMPTY_REPLY, "end_turn", "stop"),
                Arguments.of(FaultKind.PROSE, "end_turn", "stop"), Arguments.of(FaultKind.FENCE, "end_turn", "stop"),
                Arguments.of(FaultKind.PLACEHOLDER, "end_turn", "stop"),
                Arguments.of(FaultKind.TEMPLATE_MARKER, "end_turn", "stop"),
                Arguments.of(FaultKind.WRONG_LANGUAGE, "end_turn", "stop"),
                Arguments.of(FaultKind.SCHEMA_MISSING, "end_turn", "stop"),
                Arguments.of(FaultKind.SCHEMA_EXTRA, "end_turn", "stop"),
                Arguments.of(FaultKind.SCHEMA_TYPE, "end_turn", "stop"),
                Arguments.of(FaultKind.SCHEMA_ENUM, "end_turn", "stop"),
                Arguments.of(FaultKind.NUMBER_AS_STRING, "end_turn", "stop"),
                Arguments.of(FaultKind.STRINGIFIED_OBJECT, "end_turn", "stop"),
                Arguments.of(FaultKind.UNKNOWN_STOP_REASON, "preempted", "preempted"),
                Arguments.of(FaultKind.TOOL_CALL_UNASKED, "tool_use", "tool_calls"),
                Arguments.of(FaultKind.SWAPPED, "end_turn", "stop"),
                Arguments.of(FaultKind.SWAPPED_FIELD, "end_turn", "stop"),
                Arguments.of(FaultKind.DIGIT_CHANGED, "end_turn", "stop"),
                Arguments.of(FaultKind.WRONG_LABEL, "end_turn", "stop"));
    }

    @ParameterizedTest
    @MethodSource("stops")
    void contentFaultsAreBilled200sWithTheProvidersStopReason(FaultKind kind, String anthropic, String openAi)
            throws IOException {
        for (var wire : Wire.values()) {
            var exchanged = exchange(wire, Fault.ofItems(kind, 1));
            var reply = exchanged.seen().json();
            assertThat(exchanged.seen().status()).isEqualTo(200);
            assertThat(RawClient.stop(wire, reply)).isEqualTo(wire == Wire.ANTHROPIC ? anthropic : openAi);
            assertThat(exchanged.totals().byInjected()).isEqualTo(Map.of(kind.label(), 1L));
            assertThat(exchanged.totals().delivered()).isEqualTo(exchanged.totals().billed()).isNotEqualTo(Usage.NONE);
            var told = wire == Wire.ANTHROPIC ? reply.at("/usage/output_tokens") : reply.at("/usage/completion_tokens");
            assertThat(told.longValue()).isEqualTo(exchanged.totals().billed().output());
        }
    }

    @Test
    void refusalsStandWhereEachProviderPutsThem() throws IOException {
        var anthropic = exchange(Wire.ANTHROPIC, Fault.ofItems(FaultKind.REFUSAL, 1)).seen().json();
        assertThat(anthropic.at("/stop_details/type").asString("")).isEqualTo("refusal");
        var openAi = exchange(Wire.OPENAI, Fault.ofItems(FaultKind.REFUSAL, 1)).seen().json();
        assertThat(openAi.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(openAi.at("/choices/0/message/refusal").asString("")).contains("can't help");
    }
}
