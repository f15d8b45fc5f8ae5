package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class FlavoursTest {
    private static RawClient.Seen ask(Scenario scenario, Wire wire, ObjectNode body, String... headers)
            throws IOException {
        try (var simulator = Simulator.start(scenario, 0); var client = new RawClient(simulator.port())) {
            return client.post(RawClient.path(wire), body.toString(), headers);
        }
    }

    private static RawClient.Seen ask(Wire wire, ObjectNode body) throws IOException {
        return ask(Scenario.clean(), wire, body, "authorization: Bearer k");
    }

    private static RawClient.Seen fault(Wire wire, FaultKind kind) throws IOException {
        return ask(Scenario.clean().and(Fault.ofItems(kind, 1)), wire, RawClient.request(wire, "Hello there", ""),
                "authorization: Bearer k");
    }

    @Test
    void mistralRefusesFieldsItDoesNotKnowAndVllmIgnoresThem() throws IOException {
        var strange = RawClient.request(Wire.OPENAI, "Hello there", "").put("store", false);
        var mistral = ask(Wire.MISTRAL, strange);
        assertThat(mistral.status()).isEqualTo(422);
        assertThat(mistral.json().at("/detail/0/type").asString("")).isEqualTo("extra_forbidden");
        assertThat(mistral.json().at("/detail/0/loc/1").asString("")).isEqualTo("max_completion_tokens");
        var vllm = ask(Wire.VLLM, strange.put("guided_json", "{}"));
        assertThat(vllm.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"MISTRAL|401|{\"detail\":\"Unauthorized\"}",
            "VLLM|401|{\"error\":\"Unauthorized\"}"})
    void aMissingKeyIsTheServersOwn401(Wire wire, int status, String body) throws IOException {
        var seen = ask(Scenario.clean(), wire, RawClient.request(wire, "Hello there", ""));
        assertThat(seen.status()).isEqualTo(status);
        assertThat(seen.text()).isEqualTo(body);
    }

    @Test
    void mistralErrorsAreFlat() throws IOException {
        var context = fault(Wire.MISTRAL, FaultKind.CONTEXT_TOO_LONG);
        assertThat(context.status()).isEqualTo(400);
        assertThat(context.json().propertyNames()).containsExactly("object", "message", "type", "param", "code");
        assertThat(context.json().path("code").stringValue()).isEqualTo("3051");
        assertThat(fault(Wire.MISTRAL, FaultKind.RATE_LIMIT).json().path("type").asString(""))
                .isEqualTo("rate_limit_error");
    }

    @Test
    void vllmErrorCodesAreNumbersAndItHasNoLimitsToTell() throws IOException {
        var context = fault(Wire.VLLM, FaultKind.CONTEXT_TOO_LONG);
        assertThat(context.json().at("/error/code").intValue()).isEqualTo(400);
        assertThat(context.json().at("/error/param").asString("")).isEqualTo("input_tokens");
        assertThat(context.json().at("/error/message").asString("")).contains("context length is only");
        var good = ask(Wire.VLLM, RawClient.request(Wire.VLLM, "Hello there", ""));
        assertThat(good.headers().keySet()).noneMatch(name -> name.contains("ratelimit"));
        assertThat(good.json().path("usage").has("completion_tokens_details")).isFalse();
    }

    @Test
    void aPathThatDoesNotExistIsTheServersOwn404() throws IOException {
        try (var simulator = Simulator.start(Scenario.clean(), 0); var client = new RawClient(simulator.port())) {
            assertThat(client.get("/vllm/v1/models").json().at("/error/code").intValue()).isEqualTo(404);
            assertThat(client.get("/mistral/v1/models").json().path("object").asString("")).isEqualTo("error");
        }
    }
}
