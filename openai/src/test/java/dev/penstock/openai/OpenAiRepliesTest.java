package dev.penstock.openai;

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

class OpenAiRepliesTest {
    private static final Request REQUEST = new Request("m", null, List.of(Message.user("hi")), 64,
            new OutputFormat.Text(),
            Duration.ofSeconds(60), 0);
    private static final String GOOD = """
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop",\
            "message":{"role":"assistant","content":"Yes.","refusal":null}}],\
            "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}""";

    /// Every row of providers.md 2.2 and 3, and the traps of validation.md.
    private static final String ERRORS = """
            # OpenAI
            429 | retry-after-ms=250;retry-after=9 | {"error":{"message":"Rate limit reached for gpt-5 on tokens per min (TPM): Limit 10000, Used 9000, Requested 2000.","type":"tokens","param":null,"code":"rate_limit_exceeded"}} | rate-limited PT0.25S
            429 | retry-after=Tue, 24 Nov 2026 01:00:30 GMT;date=Tue, 24 Nov 2026 01:00:00 GMT | {"error":{"message":"x","type":"requests","param":null,"code":"rate_limit_exceeded"}} | rate-limited PT30S
            429 | retry-after=Tue, 24 Nov 2026 01:00:30 GMT | {"error":{"message":"x","type":"requests","param":null,"code":"rate_limit_exceeded"}} | rate-limited
            429 | | {"error":{"message":"x","type":"rate_limit_error","param":null,"code":"slow_down"}} | rate-limited
            429 | | {"error":{"message":"Request too large for gpt-5 on tokens per min (TPM): Limit 30000, Requested 45000.","type":"tokens","param":null,"code":"rate_limit_exceeded"}} | context-too-long
            429 | | {"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}} | account-blocked NO_CREDIT
            429 | | {"error":{"message":"x","type":"insufficient_quota","param":null,"code":"credit_balance_exhausted"}} | account-blocked NO_CREDIT
            429 | | {"error":{"message":"x","type":"rate_limit_error","param":null,"code":"organization_spend_limit_exceeded"}} | account-blocked NO_CREDIT
            429 | | {"error":{"message":"x","type":"rate_limit_error","param":null,"code":"project_spend_limit_exceeded"}} | account-blocked NO_CREDIT
            429 | | {"error":{"message":"x","type":"rate_limit_error","param":null,"code":"organization_usage_limit_exceeded"}} | account-blocked NO_CREDIT
            400 | | {"error":{"message":"x","type":"billing_limit_user_error","param":null,"code":"billing_hard_limit_reached"}} | account-blocked NO_CREDIT
            400 | | {"error":{"message":"This model's maximum context length is 128000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}} | context-too-long
            400 | | {"error":{"message":"Your input exceeds the context window of this model.","type":"invalid_request_error","param":"input","code":null}} | context-too-long
            400 | | {"error":{"message":"x","type":"invalid_request_error","param":"messages[1].content","code":"string_above_max_length"}} | context-too-long
            400 | | {"error":{"message":"x","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}} | invalid-request
            400 | | {"error":{"message":"x","type":"invalid_request_error","param":"x","code":"invalid_value"}} | invalid-request
            400 | | {"error":{"message":"x","type":"invalid_request_error","param":null,"code":"content_policy_violation"}} | refused
            400 | | {"error":{"message":"x","type":"invalid_request_error","param":null,"code":"invalid_prompt"}} | refused
            400 | | {"error":{"message":"x","type":"invalid_request_error","param":"model","code":"model_not_found"}} | account-blocked NO_MODEL
            400 | | {"error":{"message":"x","type":"invalid_request_error","param":null,"code":"organization_on_hold"}} | account-blocked NO_CREDIT
            401 | | {"error":{"message":"Incorrect API key provided","type":"invalid_request_error","param":null,"code":"invalid_api_key"}} | account-blocked KEY_REFUSED
            402 | | {"error":{"message":"Insufficient credits","code":402}} | account-blocked NO_CREDIT
            403 | | {"error":{"message":"Country not supported","type":"request_forbidden","param":null,"code":"unsupported_country_region_territory"}} | account-blocked NOT_ALLOWED
            403 | content-type=text/html; charset=UTF-8 | <html>403 Forbidden</html> | invalid-request
            404 | | {"error":{"message":"x","type":"invalid_request_error","param":null,"code":"model_not_found"}} | account-blocked NO_MODEL
            413 | | {"error":{"message":"Request too large for model x","type":"tokens","code":"rate_limit_exceeded"}} | context-too-long
            413 | | <html>413</html> | invalid-request
            500 | | {"error":{"message":"x","type":"server_error","param":null,"code":null}} | server-error
            503 | | {"error":{"message":"x","type":"service_unavailable_error","param":null,"code":"server_is_overloaded"}} | overloaded
            503 | retry-after=20 | {"error":{"message":"x","type":"service_unavailable_error","param":null,"code":"slow_down"}} | overloaded PT20S
            529 | | | overloaded
            408 | | | server-error
            409 | | | server-error
            502 | | <html>502 Bad Gateway</html> | server-error
            504 | | upstream request timeout | server-error
            524 | | | server-error
            307 | | | server-error
            405 | | {"detail":"Method Not Allowed"} | invalid-request
            # Azure
            400 | | {"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}} | refused
            429 | | {"error":{"code":"RateLimitReached","message":"Your requests have exceeded the token rate limit. Please retry after 6 seconds."}} | rate-limited
            429 | | {"error":{"code":"RateLimitReached","message":"This model's maximum context length is 8192 tokens."}} | context-too-long
            # vLLM: integer codes, flat bodies, string errors
            400 | | {"error":{"message":"This model's maximum context length is 4096 tokens. However, you requested 5000","type":"BadRequestError","param":null,"code":400}} | context-too-long
            400 | | {"error":{"message":"You passed 5000 input tokens and requested 64 output tokens. However, the model's context length is only 4096 tokens","type":"BadRequestError","param":"input_tokens","code":400}} | context-too-long
            400 | | {"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","param":null,"code":400} | context-too-long
            400 | | {"error":{"message":"x","type":"BadRequestError","param":null,"code":"context_length_exceeded"}} | context-too-long
            400 | | {"object":"error","message":"unsupported schema","type":"BadRequestError","param":null,"code":400} | invalid-request
            401 | | {"error":"Unauthorized"} | account-blocked KEY_REFUSED
            404 | | {"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}} | account-blocked NO_MODEL
            500 | | {"error":{"message":"EngineDeadError","type":"InternalServerError","param":null,"code":500}} | server-error
            # Mistral: flat, and 422 in three shapes
            400 | | {"object":"error","message":"Invalid model: x","type":"invalid_model","param":null,"code":"1500"} | account-blocked NO_MODEL
            400 | | {"object":"error","message":"x","type":"invalid_request_error","param":"model","code":"unknown_model"} | account-blocked NO_MODEL
            400 | | {"object":"error","message":"Prompt contains 70000 tokens, too large for model with 32768 maximum context length","type":"invalid_request_error","param":null,"code":"3051"} | context-too-long
            401 | | {"detail":"Unauthorized"} | account-blocked KEY_REFUSED
            422 | | {"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted","input":64}]} | invalid-request
            422 | | {"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","store"],"msg":"x","input":true}]},"type":"invalid_request_error","param":null,"code":null} | invalid-request
            422 | | {"object":"Error","detail":[{"type":"x","loc":["body"]}],"message":[{"type":"x"}],"code":3001} | invalid-request
            429 | | {"object":"error","message":"Requests rate limit exceeded","type":"rate_limit_error","param":null,"code":null} | rate-limited
            # others: a bad key as 400, an oversized request in other words, a format the model broke
            400 | | {"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***yz. You can obtain one"} | account-blocked KEY_REFUSED
            400 | | [{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}] | account-blocked KEY_REFUSED
            400 | | {"error":{"code":400,"message":"API key expired. Please renew the API key.","status":"INVALID_ARGUMENT"}} | account-blocked KEY_REFUSED
            400 | | {"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}} | context-too-long
            429 | | {"error":{"code":429,"message":"The input token count (9) exceeds the maximum","status":"RESOURCE_EXHAUSTED"}} | context-too-long
            429 | | {"error":{"code":429,"message":"Resource has been exhausted","status":"RESOURCE_EXHAUSTED"}} | rate-limited
            400 | | {"message":"too many tokens: total number of tokens in the prompt exceeds 4096"} | context-too-long
            400 | | {"error":{"type":"TOO_MANY_TOKENS"}} | context-too-long
            400 | | {"error":{"message":"x","type":"too_many_prompt_tokens","code":400}} | context-too-long
            400 | | {"error":{"message":"the request exceeds the available context size","type":"exceed_context_size_error","code":400}} | context-too-long
            400 | | {"error":"This model's maximum prompt length is 131072 but the request contains 200000 tokens.","code":"x"} | context-too-long
            422 | | {"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096","error_type":"validation"} | context-too-long
            400 | | {"error":{"message":"x","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"{"}} | unparseable
            400 | | {"error":{"message":"x","type":"invalid_request_error","code":"json_validate_failed","failed_generation":"{"}} | unparseable
            400 | | {"error":{"message":"Invalid value: 'incorrect api key provided'","type":"invalid_request_error","code":null}} | invalid-request
            403 | | {"error":{"code":403,"message":"x/y requires moderation on z. Your input was flagged","metadata":{"reasons":["x"]}}} | refused
            403 | | {"code":"x","error":"Content violates usage guidelines."} | refused
            # errors under status 200
            200 | | {"error":{"code":400,"message":"Token limit reached"}} | context-too-long unknown
            200 | retry-after=9 | {"error":{"code":429,"message":"x"}} | rate-limited unknown
            200 | | {"error":{"code":502,"message":"x"},"usage":{"prompt_tokens":3,"completion_tokens":1}} | server-error 3/1/0/0/0
            200 | | {"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}} | account-blocked NO_CREDIT unknown
            200 | | {"error":{"message":"x","type":"server_error","code":null}} | server-error unknown
            200 | | {"error":{"message":"x","type":"invalid_request_error","code":"invalid_api_key"}} | account-blocked KEY_REFUSED unknown
            200 | | {"error":"overloaded"} | server-error unknown
            200 | | {"object":"error","message":"x","type":"y","code":503} | overloaded unknown
            # malformed
            200 | | <html>ok</html> | server-error unknown
            200 | | | server-error unknown
            200 | | null | server-error unknown
            200 | | {} | server-error unknown
            200 | | {"choices":[]} | server-error unknown
            200 | | {"choices":[{"finish_reason":"stop"}]} | server-error unknown
            200 | | {"choices":[{"finish_reason":null,"message":{"content":"Yes."}}],"usage":{"prompt_tokens":1,"completion_tokens":2}} | server-error 1/2/0/0/0
            200 | | data: {"choices":[]} | server-error unknown
            """;

    private static final String COMPLETIONS = """
            200 | retry-after=30 | {"error":null,"choices":[{"finish_reason":"stop","message":{"content":"Yes."}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | completed Yes. stop 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Yes."}},{"finish_reason":"stop","message":{"content":"No."}}],"usage":null} | completed Yes. stop unknown
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Yes."}]}}]} | completed Yes. stop unknown
            200 | | {"choices":[{"finish_reason":"stop","stop_reason":2,"message":{"content":"Yes.","reasoning_content":"hm","tool_calls":[]}}],"usage":{"prompt_tokens":12,"completion_tokens":5,"prompt_tokens_details":null}} | completed Yes. stop 12/5/0/0/0
            # cached and cache-written tokens are part of prompt_tokens
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Y"}}],"usage":{"prompt_tokens":100,"completion_tokens":40,"total_tokens":140,"prompt_tokens_details":{"cached_tokens":64,"cache_write_tokens":10},"completion_tokens_details":{"reasoning_tokens":30}}} | completed Y stop 100/40/64/10/0
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Y"}}],"usage":{"prompt_tokens":100,"completion_tokens":40,"num_cached_tokens":64}} | completed Y stop 100/40/64/0/0
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Y"}}],"usage":{"prompt_tokens":100,"completion_tokens":40,"total_tokens":170,"completion_tokens_details":{"reasoning_tokens":30}}} | completed Y stop 100/70/0/0/0
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Y"}}],"usage":{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":64}}} | completed Y stop unknown
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Y"}}],"usage":{"prompt_tokens":10,"completion_tokens":-4}} | completed Y stop unknown
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Y"}}],"usage":{"prompt_tokens":10.5,"completion_tokens":4}} | completed Y stop unknown
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Y"}}],"usage":{"prompt_tokens":10}} | completed Y stop unknown
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"Y"}}],"usage":{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":"many"}}} | completed Y stop unknown
            # refusals
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"I cannot help."}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | refused stop 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"content_filter","message":{"content":"half"}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | refused content_filter 12/5/0/0/0
            # finish reasons
            200 | | {"choices":[{"finish_reason":"length","message":{"content":"{}"}}],"usage":{"prompt_tokens":12,"completion_tokens":64}} | truncated length 12/64/0/0/0
            200 | | {"choices":[{"finish_reason":"model_length","message":{"content":"{}"}}],"usage":{"prompt_tokens":12,"completion_tokens":64}} | truncated model_length 12/64/0/0/0
            200 | | {"choices":[{"finish_reason":"error","message":{"content":"Y"}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | server-error error 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"abort","message":{"content":"Y"}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | server-error abort 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"tool_calls","message":{"content":null,"tool_calls":[{}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable tool_calls 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"function_call","message":{"content":null}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable function_call 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"brand_new","message":{"content":"Y"}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable brand_new 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":null}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable stop 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":""}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable stop 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"stop","message":{}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable stop 12/5/0/0/0
            """;

    static Stream<ReplyTable.Row> rows() {
        return ReplyTable.rows(ERRORS + COMPLETIONS);
    }

    private static Reply read(Exchange exchange) {
        return new OpenAiReplies(text -> text.replace("KEY", "***")).read(REQUEST, exchange);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsTheExchangeAsTheTableSays(ReplyTable.Row row) {
        assertThat(ReplyTable.meaning(read(row.exchange()))).isEqualTo(row.meaning());
    }

    /// The one tool `f` was offered.
    private static final String TOOL_COMPLETIONS = """
            # a call forced by name ends with stop, one that was chosen with tool_calls
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\\"a\\":1.10}"}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | completed {"a":1.10} stop 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"tool_calls","message":{"content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | completed {"a":1} tool_calls 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"tool_calls","message":{"content":"Let me.","tool_calls":[{"function":{"name":"f","arguments":"{\\"a\\":1}"}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | completed {"a":1} tool_calls 12/5/0/0/0 [lossless:tool-prose]
            # zero-length arguments where none is required (OpenRouter); an object instead of a string (Ollama)
            200 | | {"choices":[{"finish_reason":"tool_calls","message":{"content":null,"tool_calls":[{"function":{"name":"f","arguments":""}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | completed {} tool_calls 12/5/0/0/0 [lossless:empty-arguments]
            200 | | {"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":[{"function":{"name":"f","arguments":null}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | completed {} tool_calls 12/5/0/0/0 [lossless:empty-arguments]
            200 | | {"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | completed {"a":1} tool_calls 12/5/0/0/0
            # words instead of a call are left to the checks
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":"{\\"a\\":1}"}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | completed {"a":1} stop 12/5/0/0/0 [lossless:no-tool-call]
            200 | | {"choices":[{"finish_reason":"stop","message":{"content":null,"tool_calls":[]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable stop 12/5/0/0/0
            # another tool, a second call, a cut-off call, a refusal, a failed engine
            200 | | {"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":[{"function":{"name":"g","arguments":"{}"}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable tool_calls 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":[{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"f","arguments":"{}"}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | unparseable tool_calls 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"length","message":{"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":64}} | truncated length 12/64/0/0/0
            200 | | {"choices":[{"finish_reason":"stop","message":{"refusal":"No.","tool_calls":[]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | refused stop 12/5/0/0/0
            200 | | {"choices":[{"finish_reason":"error","message":{"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}}],"usage":{"prompt_tokens":12,"completion_tokens":5}} | server-error error 12/5/0/0/0
            """;

    static Stream<ReplyTable.Row> toolRows() {
        return ReplyTable.rows(TOOL_COMPLETIONS);
    }

    @ParameterizedTest
    @MethodSource("toolRows")
    void readsTheArgumentsOfTheOneToolAsTheReply(ReplyTable.Row row) {
        var tool = new OutputFormat.Tool("f", "d", JsonNodeFactory.instance.objectNode(), true);
        var request = new Request("m", null, List.of(Message.user("hi")), 64, tool, Duration.ofSeconds(60), 0);
        assertThat(ReplyTable.meaning(new OpenAiReplies(text -> text).read(request, row.exchange())))
                .isEqualTo(row.meaning());
    }

    @Test
    void anUnaskedToolCallIsNoReplyEvenBesideText() {
        var both = "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Yes.\",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}}]}";
        assertThat(ReplyTable.meaning(read(received(200, both)))).isEqualTo("unparseable stop unknown");
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
    void aBadRequestNamesTheFieldAtFaultAndQuotesNothing() {
        var extra = "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"max_completion_tokens\"],\"msg\":\"m\",\"input\":\"my prompt\"}]}";
        assertThat(failure(received(422, extra)).detail())
                .isEqualTo("422 extra_forbidden (body.max_completion_tokens)");
        var quoting = "{\"error\":{\"message\":\"Bad: my prompt\",\"type\":\"my prompt here\",\"param\":\"my prompt\",\"code\":400}}";
        assertThat(failure(received(400, quoting)).detail()).isEqualTo("400");
    }

    @Test
    void aDetailMasksWhatLooksLikeAKey() {
        var body = "{\"error\":{\"message\":\"Incorrect API key provided: sk-proj-********abcd. Or KEY.\",\"code\":\"invalid_api_key\"}}";
        assertThat(failure(received(401, body)).detail())
                .isEqualTo("401 invalid_api_key: Incorrect API key provided: *** Or ***.");
    }

    @Test
    void aReviewerSeesWhatTheModelDidWrite() {
        var body = "{\"choices\":[{\"finish_reason\":\"brand_new\",\"message\":{\"content\":\"half an answer\"}}]}";
        assertThat(failure(received(200, body)).evidence()).singleElement().satisfies(evidence -> {
            assertThat(evidence.layer()).isEqualTo("stop");
            assertThat(evidence.rule()).isEqualTo("unknown-stop-reason");
            assertThat(evidence.excerpt()).isEqualTo("half an answer");
        });
    }

    @Test
    void aCutReplyShowsItsLastTwoHundredCharactersToAReviewer() {
        var long300 = "x".repeat(100) + "\\uD83D\\uDE00" + "y".repeat(199);
        var body = "{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"" + long300 + "\"}}]}";
        assertThat(failure(received(200, body)).detail()).isEqualTo("finish_reason length");
        assertThat(failure(received(200, body)).evidence()).singleElement().satisfies(evidence -> {
            assertThat(evidence.message())
                    .isEqualTo("the reply ended at the token limit, so a part is missing: finish_reason length");
            assertThat(evidence.excerpt()).isEqualTo("…" + "y".repeat(199));
        });
    }

    @Test
    void aRefusalShowsWhatTheModelSaid() {
        var body = "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":null,\"refusal\":\"I cannot help.\"}}]}";
        assertThat(failure(received(200, body)).evidence()).singleElement().satisfies(evidence -> {
            assertThat(evidence.message()).startsWith("the model or its filter declined to answer: ");
            assertThat(evidence.excerpt()).isEqualTo("I cannot help.");
        });
    }

    private static Failure failure(Exchange exchange) {
        return ((Reply.Failed) read(exchange)).failure();
    }

    private static Exchange.Received received(int status, String body) {
        return new Exchange.Received(status, Map.of(), Body.of(body), false, Duration.ofMillis(1));
    }
}
