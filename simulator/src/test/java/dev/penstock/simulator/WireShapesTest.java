package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WireShapesTest {
    private Simulator simulator = start(Scenario.clean().withGold(Tickets.key(10)));
    private RawClient client;

    private static Simulator start(Scenario scenario) {
        return Simulator.start(scenario, 0, InstantSource.fixed(Instant.parse("2026-11-24T10:00:00Z")), () -> 0);
    }

    @BeforeEach
    void connect() throws IOException {
        client = new RawClient(simulator.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        simulator.close();
    }

    private void serve(Scenario scenario) throws IOException {
        close();
        simulator = start(scenario);
        connect();
    }

    @Test
    void anthropicRepliesHaveTheShapeOfTheMessagesApi() throws IOException {
        var seen = client.call(Wire.ANTHROPIC, RawClient.request(Wire.ANTHROPIC, Tickets.prompt(4), Tickets.SCHEMA));
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.headers()).containsEntry("content-type", "application/json")
                .containsEntry("date", "Tue, 24 Nov 2026 10:00:00 GMT")
                .containsKey("request-id")
                .containsKey("anthropic-organization-id");
        assertThat(seen.text()).isEqualTo("{\"id\":\"msg_01" + Ids.letters(0, 22)
                + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"some-model\",\"content\":[{\"type\":\"text\",\"text\":"
                + "\"{\\\"label\\\":\\\"broken\\\",\\\"reason\\\":\\\"The customer of parcel 4 wants somebody to look into what went wrong.\\\","
                + "\\\"stars\\\":4,\\\"order\\\":{\\\"code\\\":\\\"P-4\\\"}}\"}],"
                + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"stop_details\":null,\"usage\":{\"input_tokens\":123,"
                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,"
                + "\"ephemeral_1h_input_tokens\":0},\"output_tokens\":33,\"service_tier\":\"standard\",\"inference_geo\":\"global\"}}");
    }

    @Test
    void openAiRepliesHaveTheShapeOfChatCompletions() throws IOException {
        var seen = client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, Tickets.prompt(4), Tickets.SCHEMA));
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.headers()).containsKeys("x-request-id", "openai-processing-ms", "date");
        assertThat(seen.text()).isEqualTo("{\"id\":\"chatcmpl-" + Ids.letters(0, 29)
                + "\",\"object\":\"chat.completion\",\"created\":1795514400,\"model\":\"some-model\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":"
                + "\"{\\\"label\\\":\\\"broken\\\",\\\"reason\\\":\\\"The customer of parcel 4 wants somebody to look into what went wrong.\\\","
                + "\\\"stars\\\":4,\\\"order\\\":{\\\"code\\\":\\\"P-4\\\"}}\",\"refusal\":null,\"annotations\":[]},"
                + "\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":123,\"completion_tokens\":33,"
                + "\"total_tokens\":156,\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,\"accepted_prediction_tokens\":0,"
                + "\"rejected_prediction_tokens\":0}},\"service_tier\":\"default\",\"system_fingerprint\":null}");
    }

    @Test
    void aMissingKeyIsTheProvidersOwn401() throws IOException {
        var anthropic = client.post("/v1/messages", "{}");
        assertThat(anthropic.status()).isEqualTo(401);
        assertThat(anthropic.json().path("type").asString("")).isEqualTo("error");
        assertThat(anthropic.json().at("/error/type").asString("")).isEqualTo("authentication_error");
        assertThat(anthropic.json().path("request_id").asString("")).isEqualTo(anthropic.headers().get("request-id"));
        var openAi = client.post("/v1/chat/completions", "{}");
        assertThat(openAi.status()).isEqualTo(401);
        assertThat(openAi.json().path("error").propertyNames()).containsExactly("message", "type", "param", "code");
    }

    @Test
    void onlyTheScenariosKeyIsAcceptedWhenItNamesOne() throws IOException {
        serve(Scenario.clean().withRules(Rules.USUAL.withApiKey("sk-right")));
        var body = RawClient.request(Wire.OPENAI, "Hello there", "").toString();
        assertThat(client.post("/v1/chat/completions", body, "authorization: Bearer sk-right").status()).isEqualTo(200);
        var wrong = client.post("/chat/completions", body, "authorization: Bearer sk-wrong");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.json().at("/error/code").asString("")).isEqualTo("invalid_api_key");
        assertThat(Rules.USUAL.withApiKey("sk-right").toString()).doesNotContain("sk-right");
    }

    @Test
    void unknownModelsAre404OnlyWhenTheScenarioListsModels() throws IOException {
        serve(Scenario.clean().withRules(Rules.USUAL.withModels(List.of("known"))));
        var seen = client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, "Hello there", ""));
        assertThat(seen.status()).isEqualTo(404);
        assertThat(seen.json().at("/error/code").asString("")).isEqualTo("model_not_found");
        var body = RawClient.request(Wire.ANTHROPIC, "Hello there", "").put("model", "known");
        assertThat(client.call(Wire.ANTHROPIC, body).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/v1/messages|{|not valid JSON",
            "/v1/messages|{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|model: Field required",
            "/v1/messages|{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|max_tokens: Field required",
            "/v1/messages|{\"model\":\"m\",\"max_tokens\":5}|messages: Field required",
            "/v1/messages|{\"model\":\"m\",\"max_tokens\":5,\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|temperature: Extra inputs are not permitted",
            "/v1/messages|{\"model\":\"m\",\"max_tokens\":5,\"top_k\":3,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|top_k: Extra inputs are not permitted",
            "/v1/chat/completions|{|could not parse the JSON",
            "/v1/chat/completions|{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|provide a model",
            "/v1/chat/completions|{\"model\":\"m\"}|'messages'",
            "/v1/chat/completions|{\"model\":\"m\",\"messages\":[]}|empty array"})
    void badRequestsAreRefusedAsTheRealServersDo(String path, String body, String message) throws IOException {
        var seen = client.post(path, body, "x-api-key: k");
        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.json().at("/error/type").asString("")).isEqualTo("invalid_request_error");
        assertThat(seen.json().at("/error/message").asString("")).contains(message);
    }

    @ParameterizedTest
    @EnumSource(value = Wire.class, names = {"ANTHROPIC", "OPENAI"})
    void schemasThatAreNotStrictAreRefused(Wire wire) throws IOException {
        var open = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\",\"properties\":{}}},"
                + "\"required\":[\"a\"],\"additionalProperties\":false}";
        var seen = client.call(wire, RawClient.request(wire, "Hello there", open));
        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.json().at("/error/message").asString("")).contains("additionalProperties");
    }

    @Test
    void openAiWantsEveryPropertyRequiredAndAnthropicDoesNot() throws IOException {
        var optional = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[],\"additionalProperties\":false}";
        var openAi = client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, "Hello there", optional));
        assertThat(openAi.status()).isEqualTo(400);
        assertThat(openAi.json().at("/error/message").asString("")).contains("Missing 'a'");
        var anthropic = client.call(Wire.ANTHROPIC, RawClient.request(Wire.ANTHROPIC, "Hello there", optional));
        assertThat(anthropic.status()).isEqualTo(200);
    }

    @Test
    void anthropicRefusesTheBoundsItDoesNotEnforceButNotPropertiesOfThatName() throws IOException {
        var bounded = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1}},\"additionalProperties\":false}";
        var named = "{\"type\":\"object\",\"properties\":{\"minimum\":{\"type\":\"integer\"}},\"additionalProperties\":false}";
        assertThat(client.call(Wire.ANTHROPIC, RawClient.request(Wire.ANTHROPIC, "Hello", bounded)).status())
                .isEqualTo(400);
        assertThat(client.call(Wire.ANTHROPIC, RawClient.request(Wire.ANTHROPIC, "Hello", named)).status())
                .isEqualTo(200);
    }

    @Test
    void pathsThatDoNotExistAre404InTheShapeOfTheirProvider() throws IOException {
        var nowhere = client.post("/v1/messages/nowhere", "{}", "x-api-key: k");
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.json().at("/error/type").asString("")).isEqualTo("not_found_error");
        assertThat(client.get("/v1/responses").json().at("/error/type").asString(""))
                .isEqualTo("invalid_request_error");
        assertThat(client.get("/healthz").text()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void aReplyLongerThanTheCapStopsAtTheCapAndIsBilledAtTheCap() throws IOException {
        var body = RawClient.request(Wire.ANTHROPIC, Tickets.prompt(1), Tickets.SCHEMA).put("max_tokens", 5);
        var reply = client.call(Wire.ANTHROPIC, body).json();
        assertThat(RawClient.stop(Wire.ANTHROPIC, reply)).isEqualTo("max_tokens");
        assertThat(RawClient.said(Wire.ANTHROPIC, reply)).hasSize(20);
        assertThat(reply.at("/usage/output_tokens").intValue()).isEqualTo(5);
    }

    @Test
    void chunkedBodiesAndExpectContinueAreTaken() throws IOException {
        var body = RawClient.request(Wire.OPENAI, "Hello there", "").toString();
        var seen = client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-api-key: k\r\n"
                + "transfer-encoding: chunked\r\n\r\n" + Integer.toHexString(10) + "\r\n" + body.substring(0, 10)
                + "\r\n" + Integer.toHexString(body.length() - 10) + ";x=y\r\n" + body.substring(10) + "\r\n0\r\n\r\n");
        assertThat(seen.status()).isEqualTo(200);
        var next = client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, "Hello there", ""));
        assertThat(next.status()).isEqualTo(200);
    }

    @Test
    void oversizedAndMalformedRequestsAreRefused() throws IOException {
        assertThat(client.send("POST /v1/messages HTTP/1.1\r\ncontent-length: 99999999999\r\n\r\n").status())
                .isEqualTo(413);
        try (var another = new RawClient(simulator.port())) {
            assertThat(another.send("nonsense\r\n\r\n").status()).isEqualTo(400);
        }
    }
}
