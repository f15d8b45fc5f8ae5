package dev.penstock.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.provider.CachedPart;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
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
import tools.jackson.databind.json.JsonMapper;

class AnthropicProviderTest extends ProviderContract {
    @Override
    protected ProviderFactory factory() {
        return new AnthropicProviderFactory();
    }

    @Override
    protected String basePath() {
        return "";
    }

    @Override
    protected String goodBody(String text) {
        return """
                {"id":"msg_1","type":"message","role":"assistant","model":"some-model",
                 "content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"%s"}],
                 "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":5}}"""
                .formatted(text);
    }

    private static final Request TRIAGE = new Request("claude-haiku-4-5", "Triage the ticket.",
            List.of(Message.user("one"), Message.assistant("{}"), Message.user("Ünï \u2028 two")), 300,
            new OutputFormat.JsonSchema("triage", JsonMapper.shared().readTree("""
                    {"type":"object","properties":{"label":{"type":"string","maxLength":9},"note":{"type":"string"}},
                     "required":["label"]}""")),
            Duration.ofSeconds(60), 0);

    private ScriptedServer.Seen sent(Request request) throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer.replying(200, goodBody("x")));
                var provider = open(server.url(basePath()))) {
            var _ = provider.call(request, "call-1");
            return server.seen().getFirst();
        }
    }

    @Test
    void sendsAJsonSchemaRequestExactlyLikeThis() throws Exception {
        var seen = sent(TRIAGE);
        assertThat(seen.line()).isEqualTo("POST /v1/messages HTTP/1.1");
        assertThat(seen.headers()).containsEntry("anthropic-version", "2026-10-21")
                .containsEntry("content-type",
                        "application/json");
        assertThat(JsonMapper.shared().readTree(seen.body())).isEqualTo(JsonMapper.shared()
                .readTree(
                        """
                                {"model":"claude-haiku-4-5","max_tokens":300,
                                 "system":[{"type":"text","text":"Triage the ticket."}],
                                 "messages":[{"role":"user","content":"one"},{"role":"assistant","content":"{}"},
                                             {"role":"user","content":"Ünï \\u2028 two"}],
                                 "output_config":{"format":{"type":"json_schema","schema":{"type":"object",
                                   "properties":{"label":{"type":"string","description":"at most 9 characters"},"note":{"type":"string"}},
                                   "required":["label"],"additionalProperties":false}}}}"""));
    }

    @Test
    void sendsATextRequestExactlyLikeThis() throws Exception {
        var text = new Request("m", null, List.of(Message.user("one")), 300, new OutputFormat.Text(),
                Duration.ofSeconds(60), 0);
        assertThat(JsonMapper.shared().readTree(sent(text).body())).isEqualTo(JsonMapper.shared()
                .readTree(
                        "{\"model\":\"m\",\"max_tokens\":300,\"messages\":[{\"role\":\"user\",\"content\":\"one\"}]}"));
    }

    private static Request tool(@Nullable String system, boolean forced, @Nullable CachedPart cached) {
        var schema = JsonMapper.shared().readTree("""
                {"type":"object","properties":{"label":{"type":"string","maxLength":9}},"required":["label"]}""");
        return new Request("claude-haiku-4-5", system,
                List.of(Message.user("one"), Message.assistant("{}"), Message.user("two")), 300,
                new OutputFormat.Tool("triage", "Takes it.", schema, forced), Duration.ofSeconds(60), 0, cached);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "true|{\"type\":\"tool\",\"name\":\"triage\",\"disable_parallel_tool_use\":true}",
            "false|{\"type\":\"auto\",\"disable_parallel_tool_use\":true}"})
    void sendsAToolRequestExactlyLikeThis(boolean forced, String choice) throws Exception {
        assertThat(JsonMapper.shared().readTree(sent(tool("Triage.", forced, null)).body()))
                .isEqualTo(JsonMapper.shared()
                        .readTree(
                                """
                                        {"model":"claude-haiku-4-5","max_tokens":300,"system":[{"type":"text","text":"Triage."}],
                                         "messages":[{"role":"user","content":"one"},{"role":"assistant","content":"{}"},
                                                     {"role":"user","content":"two"}],
                                         "tools":[{"name":"triage","description":"Takes it.","strict":true,"input_schema":{"type":"object",
                                           "properties":{"label":{"type":"string","description":"at most 9 characters"}},
                                           "required":["label"],"additionalProperties":false}}],
                                         "tool_choice":%s}"""
                                        .formatted(choice)));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {"Triage., true, 2, /messages/1/content/0", "Triage., true, 0, /system/0",
            "Triage., false, 0, /tools/0", "null, true, 0, /tools/0", "null, true, 2, /messages/1/content/0"})
    void marksTheEndOfTheCachedPartAndNothingElse(@Nullable String system, boolean systemCached, int messages,
            String at)
            throws Exception {
        var body = JsonMapper.shared()
                .readTree(sent(tool(system, true, new CachedPart(systemCached, messages))).body());
        assertThat(body.at(at).path("cache_control")).hasToString("{\"type\":\"ephemeral\"}");
        assertThat(body.toString().split("cache_control", -1)).hasSize(2);
    }

    @Test
    void lintsWhatTheSubsetCannotSay() {
        var list = new OutputFormat.JsonSchema("x",
                JsonMapper.shared().readTree("{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"));
        try (var provider = open(URI.create("http://127.0.0.1:1"))) {
            assertThat(provider.lint(TRIAGE.format())).isEmpty();
            assertThat(provider.lint(new OutputFormat.Tool("x", "d", list.schema(), true))).hasSize(1);
            assertThat(provider.lint(new OutputFormat.JsonMode(list.schema())))
                    .containsExactly("Anthropic has no JSON mode");
            assertThat(provider.lint(list)).singleElement().asString().contains("must be an object at its root");
        }
    }

    @Test
    void hasNoDialects() {
        var settings = new EndpointSettings("test", "anthropic", "vllm", new Secret(KEY), null, 1, null);
        assertThatThrownBy(() -> factory().open(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("dialect 'vllm'");
    }
}
