package dev.penstock.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.provider.CachedPart;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.OutputMode;
import dev.penstock.provider.ProviderContract;
import dev.penstock.provider.ProviderFactory;
import dev.penstock.provider.Request;
import dev.penstock.provider.ScriptedServer;
import dev.penstock.provider.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class OpenAiProviderTest extends ProviderContract {
    @Override
    protected ProviderFactory factory() {
        return new OpenAiProviderFactory();
    }

    @Override
    protected String basePath() {
        return "/v1";
    }

    @Override
    protected String goodBody(String text) {
        return """
                {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"some-model",
                 "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"%s","refusal":null}}],
                 "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}"""
                .formatted(text);
    }

    private static final Request TRIAGE = new Request("gpt-5-mini", "Triage the ticket.",
            List.of(Message.user("one"), Message.assistant("{}"), Message.user("two")), 300,
            new OutputFormat.JsonSchema("triage", JsonMapper.shared().readTree("""
                    {"type":"object","properties":{"label":{"type":"string","maxLength":9},"note":{"type":"string"}},
                     "required":["label"]}""")),
            Duration.ofSeconds(60), 0);

    private ScriptedServer.Seen sent(@Nullable String dialect, Request request)
            throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer.replying(200, goodBody("x")));
                var provider = factory().open(new EndpointSettings("test", "openai", dialect, new Secret(KEY),
                        server.url(basePath()), 1, null))) {
            var _ = provider.call(request, "call-1");
            return server.seen().getFirst();
        }
    }

    @Test
    void sendsAJsonSchemaRequestExactlyLikeThis() throws Exception {
        var seen = sent(null, TRIAGE);
        assertThat(seen.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(seen.headers().keySet()).noneMatch(name -> name.startsWith("x-stainless"));
        assertThat(JsonMapper.shared().readTree(seen.body())).isEqualTo(JsonMapper.shared()
                .readTree(
                        """
                                {"model":"gpt-5-mini","max_completion_tokens":300,
                                 "messages":[{"role":"system","content":"Triage the ticket."},{"role":"user","content":"one"},
                                             {"role":"assistant","content":"{}"},{"role":"user","content":"two"}],
                                 "response_format":{"type":"json_schema","json_schema":{"name":"triage","strict":true,"schema":{"type":"object",
                                   "properties":{"label":{"type":"string","description":"at most 9 characters"},"note":{"type":["string","null"]}},
                                   "required":["label","note"],"additionalProperties":false}}}}"""));
    }

    @ParameterizedTest
    @CsvSource({"openai, max_completion_tokens", "mistral, max_tokens", "vllm, max_tokens", "generic, max_tokens"})
    void eachDialectCapsTheOutputInItsOwnWords(String dialect, String field) throws Exception {
        var text = new Request("m", null, List.of(Message.user("one")), 300, new OutputFormat.Text(),
                Duration.ofSeconds(60), 0);
        assertThat(JsonMapper.shared().readTree(sent(dialect, text).body())).isEqualTo(JsonMapper.shared()
                .readTree(
                        "{\"model\":\"m\",\"" + field
                                + "\":300,\"messages\":[{\"role\":\"user\",\"content\":\"one\"}]}"));
    }

    private static Request asking(OutputFormat format) {
        return new Request("m", null, List.of(Message.user("one")), 300, format, Duration.ofSeconds(60), 0,
                new CachedPart(true, 0));
    }

    @ParameterizedTest
    @CsvSource({"openai, max_completion_tokens, true", "mistral, max_tokens, true", "vllm, max_tokens, true",
            "generic, max_tokens, false"})
    void eachDialectSendsAToolExactlyLikeThis(String dialect, String cap, boolean forced) throws Exception {
        var tool = new OutputFormat.Tool("triage", "Takes it.", ((OutputFormat.JsonSchema) TRIAGE.format()).schema(),
                forced);
        var choice = forced ? ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"triage\"}}" : "";
        assertThat(JsonMapper.shared().readTree(sent(dialect, asking(tool)).body())).isEqualTo(JsonMapper.shared()
                .readTree(
                        """
                                {"model":"m","%s":300,"messages":[{"role":"user","content":"one"}],
                                 "tools":[{"type":"function","function":{"name":"triage","description":"Takes it.","strict":true,
                                   "parameters":{"type":"object",
                                     "properties":{"label":{"type":"string","description":"at most 9 characters"},"note":{"type":["string","null"]}},
                                     "required":["label","note"],"additionalProperties":false}}}]%s}"""
                                .formatted(cap, choice)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "mistral", "vllm", "generic"})
    void eachDialectSendsJsonModeExactlyLikeThis(String dialect) throws Exception {
        var format = new OutputFormat.JsonMode(((OutputFormat.JsonSchema) TRIAGE.format()).schema());
        var body = JsonMapper.shared().readTree(sent(dialect, asking(format)).body());
        assertThat(body.path("response_format")).hasToString("{\"type\":\"json_object\"}");
        assertThat(body.size()).isEqualTo(4);
    }

    @Test
    void knowsWhatEachDialectCanDoAndTakesNothingForGrantedOfAnUnknownServer() {
        for (var dialect : List.of("openai", "mistral", "vllm")) {
            assertThat(factory().outputs(dialect).automatic()).first().isEqualTo(OutputMode.JSON_SCHEMA);
            assertThat(factory().outputs(dialect).forcesTools()).isTrue();
        }
        assertThat(factory().outputs("generic").automatic()).containsExactly(OutputMode.PROMPT);
        assertThat(factory().outputs("generic").possible()).contains(OutputMode.JSON_SCHEMA, OutputMode.JSON_MODE);
        assertThat(factory().outputs("generic").forcesTools()).isFalse();
    }

    @Test
    void refusesAnUnknownDialectAndNamesTheAllowedOnes() {
        var settings = new EndpointSettings("test", "openai", "azure", new Secret(KEY), null, 1, null);
        assertThatThrownBy(() -> factory().open(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dialect 'azure' is unknown; allowed: openai, mistral, vllm, generic");
    }

    @Test
    void aSelfHostedDialectNeedsAnAddressButNoKey() {
        var nowhere = new EndpointSettings("test", "openai", "vllm", null, null, 1, null);
        assertThatThrownBy(() -> factory().open(nowhere)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("base-url is missing");
        factory().open(new EndpointSettings("test", "openai", "vllm", null, URI.create("http://gpu:8000/v1"), 1, null))
                .close();
        var mistral = new EndpointSettings("test", "openai", "mistral", null, null, 1, null);
        assertThatThrownBy(() -> factory().open(mistral)).hasMessageStartingWith("api-key is missing")
                .hasMessageContaining("MISTRAL_API_KEY");
    }

    @Test
    void spreadsManyConnectionsOverSeveralClients() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.replying(200, goodBody("x")));
                var provider = factory().open(new EndpointSettings("test", "openai", null, new Secret(KEY),
                        server.url(basePath()), 1_200, null))) {
            for (int i = 0; i < 7; i++) {
                assertThat(provider.call(TRIAGE, "call-" + i)).isInstanceOf(Exchange.Received.class);
            }
            assertThat(server.seen()).hasSize(7);
        }
    }

    @Test
    void lintsWhatTheSubsetCannotSay() {
        var list = new OutputFormat.JsonSchema("x",
                JsonMapper.shared().readTree("{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"));
        try (var provider = open(URI.create("http://127.0.0.1:1/v1"))) {
            assertThat(provider.lint(TRIAGE.format())).isEmpty();
            assertThat(provider.lint(new OutputFormat.Tool("x", "d", list.schema(), true))).hasSize(1);
            assertThat(provider.lint(new OutputFormat.JsonMode(list.schema()))).hasSize(1);
            assertThat(provider.lint(list)).singleElement().asString().contains("must be an object at its root");
            assertThatThrownBy(() -> provider.call(new Request("m", null, List.of(Message.user("one")), 1, list,
                    Duration.ofSeconds(1), 0), "call-1")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
