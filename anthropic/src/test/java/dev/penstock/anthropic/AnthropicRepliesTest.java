package dev.penstock.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import dev.penstock.provider.Body;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Reply;
import dev.penstock.provider.ReplyTable;
import dev.penstock.provider.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.JsonNodeFactory;

class AnthropicRepliesTest {
    private static final Request REQUEST = new Request("m", null, List.of(Message.user("hi")), 64,
            new OutputFormat.Text(),
            Duration.ofSeconds(60), 0);
    private static final String GOOD = """
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Yes."}],\
            "stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"usage":{"input_tokens":12,"output_tokens":5}}""";

    /// Every row of providers.md 1.2 and 1.3, and the traps of validation.md.
    private static final String ERRORS = """
            # 429
            429 | retry-after=12 | {"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your rate limit"},"request_id":"req_1"} | rate-limited PT12S
            429 | | {"type":"error","error":{"type":"rate_limit_error","message":"slow"}} | rate-limited
            429 | retry-after-ms=1500;retry-after=9 | {"type":"error","error":{"type":"rate_limit_error","message":"slow"}} | rate-limited PT1.5S
            429 | retry-after=soon | {"type":"error","error":{"type":"rate_limit_error","message":"slow"}} | rate-limited
            429 | retry-after=7 | {"type":"error","error":{"type":"rate_limit_error","message":"ramp","details":{"error_code":"ramp_limit_exceeded"}}} | rate-limited PT7S
            429 | | {"type":"error","error":{"type":"rate_limit_error","message":"You have reached your API usage limits: x. You will regain access on 2026-09-01 at 00:00 UTC.","details":{"error_code":"enforced_spend_limit_reached"}}} | account-blocked NO_CREDIT
            429 | | {"type":"error","error":{"type":"rate_limit_error","message":"You have reached your API usage limits: x. You will regain access on 2026-09-01 at 00:00 UTC."}} | account-blocked NO_CREDIT
            429 | | {"type":"error","error":{"type":"rate_limit_error","message":"x","details":{"error_code":"contract_spend_limit_reached"}}} | account-blocked NO_CREDIT
            429 | | {"error":{"code":429,"message":"The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).","status":"RESOURCE_EXHAUSTED"}} | context-too-long
            429 | | | rate-limited
            429 | content-type=text/html | <html>Too many requests</html> | rate-limited
            # overloaded
            529 | | {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}} | overloaded
            529 | retry-after=3 | | overloaded PT3S
            503 | | <html>503</html> | overloaded
            503 | retry-after=0 | {"type":"error","error":{"type":"api_error","message":"cmek","details":{"error_code":"cmek_key_unreachable"}}} | overloaded PT0S
            # account
            401 | | {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}} | account-blocked KEY_REFUSED
            401 | | | account-blocked KEY_REFUSED
            402 | | {"type":"error","error":{"type":"billing_error","message":"pay"}} | account-blocked NO_CREDIT
            402 | | {"type":"error","error":{"type":"billing_error","message":"x","details":{"error_code":"linked_organization_spend_limit_reached"}}} | account-blocked NO_CREDIT
            403 | | {"type":"error","error":{"type":"permission_error","message":"no access"}} | account-blocked NOT_ALLOWED
            403 | content-type=text/html | <!DOCTYPE html><html>Attention Required! Cloudflare</html> | invalid-request
            403 | | <html>blocked</html> | invalid-request
            404 | | {"type":"error","error":{"type":"not_found_error","message":"model: claude-nope"}} | account-blocked NO_MODEL
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."}} | account-blocked NO_CREDIT
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}} | account-blocked NO_CREDIT
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"x","details":{"error_code":"organization_on_hold"}}} | account-blocked NO_CREDIT
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"This organization has been disabled."}} | account-blocked NO_CREDIT
            # this item's own fault
            400 | x-should-retry=false | {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}} | context-too-long
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 199000 + 4096 > 200000"}} | context-too-long
            400 | | {"message":"Input is too long for requested model."} | context-too-long
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"temperature: Extra inputs are not permitted"}} | invalid-request
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"messages.0: the text 'incorrect api key, your credit balance is too low' is wrong"}} | invalid-request
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}} | refused
            400 | | | invalid-request
            412 | | {} | invalid-request
            413 | | {"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}} | context-too-long
            413 | content-type=text/html | <html>413 Request Entity</html> | invalid-request
            418 | | {} | invalid-request
            422 | | {"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required","input":{}}]} | invalid-request
            431 | | | invalid-request
            499 | | | invalid-request
            # the server's fault
            408 | | | server-error
            409 | | {"type":"error","error":{"type":"conflict_error","message":"x"}} | server-error
            500 | | {"type":"error","error":{"type":"api_error","message":"Internal server error"}} | server-error
            500 | | not json at all | server-error
            501 | | | server-error
            502 | content-type=text/html | <html>502 Bad Gateway</html> | server-error
            504 | | {"type":"error","error":{"type":"timeout_error","message":"x"}} | server-error
            520 | | <html>cloudflare</html> | server-error
            301 | | | server-error
            # errors under status 200: whether they were billed is unknown, and retry-after means nothing
            200 | retry-after=30 | {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}} | overloaded unknown
            200 | retry-after=30 | {"type":"error","error":{"type":"rate_limit_error","message":"x"}} | rate-limited unknown
            200 | | {"type":"error","error":{"type":"api_error","message":"x"}} | server-error unknown
            200 | | {"type":"error","error":{"type":"authentication_error","message":"x"}} | account-blocked KEY_REFUSED unknown
            200 | | {"type":"error","error":{"type":"permission_error","message":"x"}} | account-blocked NOT_ALLOWED unknown
            200 | | {"type":"error","error":{"type":"not_found_error","message":"x"}} | account-blocked NO_MODEL unknown
            200 | | {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 3 tokens > 2 maximum"}} | context-too-long unknown
            200 | | {"type":"error","error":{"type":"brand_new_error","message":"x"}} | server-error unknown
            200 | | {"error":"Unauthorized"} | server-error unknown
            # malformed
            200 | content-type=text/html | <html>Sign in to the hotel network</html> | server-error unknown
            200 | | | server-error unknown
            200 | | null | server-error unknown
            200 | | [] | server-error unknown
            200 | | {} | server-error unknown
            200 | | "text" | server-error unknown
            200 | | {"content":"Yes.","stop_reason":"end_turn"} | server-error unknown
            200 | | {"content":[{"type":"text","text":"Yes."}],"stop_reason":null,"usage":{"input_tokens":1,"output_tokens":2}} | server-error 1/2/0/0/0
            200 | | {"content":[{"type":"text","text":"Yes."}],"stop_reason":"end_turn"}{"content":[]} | server-error unknown
            204 | | | server-error unknown
            """;

    private static final String MESSAGES = """
            200 | retry-after=30 | {"content":[{"type":"text","text":"Yes."}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":5}} | completed Yes. end_turn 12/5/0/0/0
            200 | | {"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Ye"},{"type":"brand_new","x":1},{"type":"text","text":"s."}],"stop_reason":"stop_sequence","usage":{"input_tokens":12,"output_tokens":5}} | completed Yes. stop_sequence 12/5/0/0/0
            200 | | {"content":[{"type":"text","text":"Yes."}],"stop_reason":"end_turn"} | completed Yes. end_turn unknown
            # cache tokens come on top of input_tokens
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"cache_creation_input_tokens":300,"cache_read_input_tokens":2000,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"output_tokens":50}} | completed Y end_turn 2312/50/2000/300/200
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"cache_creation_input_tokens":null,"cache_read_input_tokens":null,"cache_creation":null,"output_tokens":50}} | completed Y end_turn 12/50/0/0/0
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":9},"output_tokens":50}} | completed Y end_turn unknown
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"end_turn","usage":{"input_tokens":-3,"output_tokens":50}} | completed Y end_turn unknown
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"end_turn","usage":{"input_tokens":1e300,"output_tokens":50}} | completed Y end_turn unknown
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"end_turn","usage":{"input_tokens":"12","output_tokens":50}} | completed Y end_turn unknown
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"end_turn","usage":{"input_tokens":9223372036854775807,"cache_read_input_tokens":9223372036854775807,"output_tokens":50}} | completed Y end_turn unknown
            # stop reasons
            200 | | {"content":[{"type":"text","text":"{\\"a\\":1}"}],"stop_reason":"max_tokens","usage":{"input_tokens":12,"output_tokens":64}} | truncated max_tokens 12/64/0/0/0
            200 | | {"content":[],"stop_reason":"max_tokens","usage":{"input_tokens":12,"output_tokens":64}} | truncated max_tokens 12/64/0/0/0
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"model_context_window_exceeded","usage":{"input_tokens":12,"output_tokens":64}} | truncated model_context_window_exceeded 12/64/0/0/0
            200 | | {"content":[],"stop_reason":"refusal","stop_details":{"type":"refusal","category":"bio","explanation":"x"},"usage":{"input_tokens":12,"output_tokens":1}} | refused refusal 12/1/0/0/0
            200 | | {"content":[{"type":"text","text":"I"}],"stop_reason":"refusal","stop_details":null,"usage":{"input_tokens":12,"output_tokens":1}} | refused refusal 12/1/0/0/0
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":1}} | unparseable tool_use 12/1/0/0/0
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"pause_turn","usage":{"input_tokens":12,"output_tokens":1}} | unparseable pause_turn 12/1/0/0/0
            200 | | {"content":[{"type":"text","text":"Y"}],"stop_reason":"brand_new","usage":{"input_tokens":12,"output_tokens":1}} | unparseable brand_new 12/1/0/0/0
            200 | | {"content":[],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":1}} | unparseable end_turn 12/1/0/0/0
            200 | | {"content":[{"type":"thinking","thinking":"hm"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":1}} | unparseable end_turn 12/1/0/0/0
            200 | | {"content":[{"type":"text","text":" "}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":1}} | unparseable end_turn 12/1/0/0/0
            """;

    static Stream<ReplyTable.Row> rows() {
        return ReplyTable.rows(ERRORS + MESSAGES);
    }

    private static Reply read(Exchange exchange) {
        return new AnthropicReplies(text -> text.replace("KEY", "***")).read(REQUEST, exchange);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsTheExchangeAsTheTableSays(ReplyTable.Row row) {
        assertThat(ReplyTable.meaning(read(row.exchange()))).isEqualTo(row.meaning());
    }

    /// The one tool `f` was offered.
    private static final String TOOL_MESSAGES = """
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":5}} | completed {"a":1} tool_use 12/5/0/0/0
            200 | | {"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Let me."},{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":5}} | completed {"a":1} tool_use 12/5/0/0/0 [lossless:tool-prose]
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":5}} | completed {"a":1} end_turn 12/5/0/0/0
            # nothing where nothing is required; recorded as an empty string
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":5}} | completed {} tool_use 12/5/0/0/0
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":""}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":5}} | completed {} tool_use 12/5/0/0/0 [lossless:empty-arguments]
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f"}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":5}} | completed {} tool_use 12/5/0/0/0 [lossless:empty-arguments]
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":"{\\"a\\":1}"}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":5}} | completed "{\\"a\\":1}" tool_use 12/5/0/0/0
            # words instead of a call are left to the checks
            200 | | {"content":[{"type":"text","text":"{\\"a\\":1}"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":5}} | completed {"a":1} end_turn 12/5/0/0/0 [lossless:no-tool-call]
            200 | | {"content":[],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":5}} | unparseable end_turn 12/5/0/0/0
            # another tool, a second call, a cut-off call, a refusal
            200 | | {"content":[{"type":"tool_use","id":"t","name":"g","input":{"a":1}}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":5}} | unparseable tool_use 12/5/0/0/0
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}},{"type":"tool_use","id":"u","name":"f","input":{"a":1}}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":5}} | unparseable tool_use 12/5/0/0/0
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"max_tokens","usage":{"input_tokens":12,"output_tokens":64}} | truncated max_tokens 12/64/0/0/0
            200 | | {"content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"refusal","usage":{"input_tokens":12,"output_tokens":5}} | refused refusal 12/5/0/0/0
            400 | | {"type":"error","error":{"type":"invalid_request_error","message":"tool_choice: forced tool use is not supported by this model"}} | invalid-request
            """;

    static Stream<ReplyTable.Row> toolRows() {
        return ReplyTable.rows(TOOL_MESSAGES);
    }

    @ParameterizedTest
    @MethodSource("toolRows")
    void readsTheArgumentsOfTheOneToolAsTheReply(ReplyTable.Row row) {
        var tool = new OutputFormat.Tool("f", "d", JsonNodeFactory.instance.objectNode(), true);
        var request = new Request("m", null, List.of(Message.user("hi")), 64, tool, Duration.ofSeconds(60), 0);
        assertThat(ReplyTable.meaning(new AnthropicReplies(text -> text).read(request, row.exchange())))
                .isEqualTo(row.meaning());
    }

    @Test
    void anUnaskedToolCallIsNoReplyEvenBesideText() {
        var both = "{\"content\":[{\"type\":\"text\",\"text\":\"Yes.\"},{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{}}],"
                + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}";
        assertThat(ReplyTable.meaning(read(received(200, both)))).isEqualTo("unparseable end_turn 1/2/0/0/0");
        var none = "{\"content\":[{\"type\":\"text\",\"text\":\"Yes.\"}],\"stop_reason\":\"tool_use\"}";
        assertThat(ReplyTable.meaning(read(received(200, none)))).isEqualTo("unparseable tool_use unknown");
    }

    @Test
    void aReplyCutOffAnywhereIsNeverCompleted() {
        assertThat(read(received(200, GOOD))).isInstanceOf(Reply.Completed.class);
        assertThat(ReplyTable.cutOff(GOOD)).allSatisfy(cut -> assertThat(ReplyTable.meaning(read(cut)))
                .isEqualTo("server-error unknown"));
    }

    @Test
    void aBodyThatTheAdapterCutIsNeverCompleted() {
        var cut = new Exchange.Received(200, Map.of(), Body.of(GOOD), true, Duration.ofMillis(1));
        assertThat(ReplyTable.meaning(read(cut))).isEqualTo("server-error unknown");
    }

    @Test
    void neverThrowsWhateverTheBytesAre() {
        assertThat(ReplyTable.garbled(GOOD, 20_000)).allSatisfy(garbled -> assertThat(read(garbled)).isNotNull());
    }

    @Test
    void survivesDeepNesting() {
        assertThat(ReplyTable.meaning(read(received(200, "[".repeat(200_000))))).isEqualTo("server-error unknown");
        assertThat(ReplyTable.meaning(read(received(500, "{\"error\":".repeat(200_000))))).isEqualTo("server-error");
    }

    @Test
    void aBreakSaysWhatMayHaveBeenBilled() {
        assertThat(ReplyTable.meaning(read(broken(Exchange.Broken.Cause.NOT_SENT))))
                .isEqualTo("connection-failed sent=false");
        assertThat(ReplyTable.meaning(read(broken(Exchange.Broken.Cause.LOST))))
                .isEqualTo("connection-failed sent=true unknown");
        assertThat(ReplyTable.meaning(read(broken(Exchange.Broken.Cause.TIMED_OUT)))).isEqualTo("timed-out unknown");
    }

    @Test
    void aDetailNamesStatusAndCodesAndQuotesNoSentenceThatMayQuoteTheRequest() {
        var quoting = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"messages: my prompt\"}}";
        assertThat(failure(received(400, quoting)).detail()).isEqualTo("400 invalid_request_error");
        assertThat(failure(received(200, quoting)).detail()).doesNotContain("my prompt");
        assertThat(failure(received(529, quoting)).detail()).contains("529 invalid_request_error: messages");
    }

    @Test
    void aDetailIsOneShortLineWithoutTheKey() {
        var long401 = "{\"error\":{\"type\":\"authentication_error\",\"message\":\"bad\\n\\u001b[31mKEY "
                + "x".repeat(5000) + "\"}}";
        assertThat(failure(received(401, long401)).detail()).hasSizeLessThan(300)
                .doesNotContain("KEY", "\n", "\u001b")
                .startsWith("401 authentication_error: bad");
    }

    @Test
    void aRefusalNamesItsCategory() {
        var refusal = "{\"content\":[],\"stop_reason\":\"refusal\",\"stop_details\":{\"type\":\"refusal\",\"category\":\"bio\"}}";
        assertThat(failure(received(200, refusal)).detail()).contains("bio");
    }

    @Test
    void theRequestIdComesFromTheHeaderElseFromTheBody() {
        var body = "{\"type\":\"error\",\"error\":{\"type\":\"api_error\"},\"request_id\":\"req_body\"}";
        assertThat(read(received(500, body)).requestId()).isEqualTo("req_body");
        var both = new Exchange.Received(500, Map.of("Request-Id", List.of("req_header")), Body.of(body), false,
                Duration.ZERO);
        assertThat(read(both).requestId()).isEqualTo("req_header");
        assertThat(read(received(500, "")).requestId()).isNull();
    }

    @Test
    void aCutReplyShowsItsLastTwoHundredCharactersToAReviewer() {
        var long300 = "x".repeat(100) + "\\uD83D\\uDE00" + "y".repeat(199);
        var body = "{\"content\":[{\"type\":\"text\",\"text\":\"" + long300 + "\"}],\"stop_reason\":\"max_tokens\"}";
        assertThat(failure(received(200, body)).detail()).isEqualTo("stop_reason max_tokens");
        assertThat(failure(received(200, body)).evidence()).singleElement().satisfies(evidence -> {
            assertThat(evidence.message())
                    .isEqualTo("the reply ended at the token limit, so a part is missing: stop_reason max_tokens");
            assertThat(evidence.excerpt()).isEqualTo("…" + "y".repeat(199));
        });
    }

    @Test
    void aRefusalShowsWhatTheModelSaid() {
        var body = "{\"content\":[{\"type\":\"text\",\"text\":\"I'd rather not.\"}],\"stop_reason\":\"refusal\"}";
        assertThat(failure(received(200, body)).evidence()).singleElement().satisfies(evidence -> {
            assertThat(evidence.message()).startsWith("the model or its filter declined to answer: ");
            assertThat(evidence.excerpt()).isEqualTo("I'd rather not.");
        });
    }

    private static Failure failure(Exchange exchange) {
        return ((Reply.Failed) read(exchange)).failure();
    }

    private static Exchange.Received received(int status, String body) {
        return new Exchange.Received(status, Map.of(), Body.of(body), false, Duration.ofMillis(1));
    }

    private static Exchange broken(Exchange.Broken.Cause cause) {
        return new Exchange.Broken(cause, "broken", Duration.ofMillis(1));
    }
}
