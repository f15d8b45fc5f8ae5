package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Usage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PromptCacheTest {
    /// 1,500 tokens by the simulator's rule.
    private static final String LONG = "Sort the ticket as these rules say. ".repeat(200).substring(0, 6_000);

    private final AtomicLong nanos = new AtomicLong();
    private final Simulator simulator = Simulator.start(
            Scenario.clean().withRules(Rules.USUAL.withPromptCache(true)), 0, InstantSource.system(), nanos::get);
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        client = new RawClient(simulator.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        simulator.close();
    }

    private static ObjectNode claude(String model, String system, String user, String ttl) {
        var body = Texts.JSON.createObjectNode().put("model", model).put("max_tokens", 500);
        var block = body.putArray("system").addObject().put("type", "text").put("text", system);
        if (!ttl.isEmpty()) {
            block.putObject("cache_control").put("type", "ephemeral").put("ttl", ttl);
        }
        body.putArray("messages").addObject().put("role", "user").put("content", user);
        return body;
    }

    private static ObjectNode gpt(String model, String system, String user) {
        var body = Texts.JSON.createObjectNode().put("model", model);
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", system);
        messages.addObject().put("role", "user").put("content", user);
        return body;
    }

    private JsonNode usage(Wire wire, ObjectNode body) throws IOException {
        var seen = client.call(wire, body);
        assertThat(seen.status()).as(seen.text()).isEqualTo(200);
        return seen.json().path("usage");
    }

    @Test
    void theFirstMarkedCallWritesAndLaterOnesRead() throws IOException {
        var first = usage(Wire.ANTHROPIC, claude("claude-sonnet-5", LONG, "Hello there", "5m"));
        assertThat(first.path("cache_creation_input_tokens").intValue()).isEqualTo(1500);
        assertThat(first.at("/cache_creation/ephemeral_5m_input_tokens").intValue()).isEqualTo(1500);
        assertThat(first.path("cache_read_input_tokens").intValue()).isZero();
        assertThat(first.path("input_tokens").intValue()).isEqualTo(3);
        var second = usage(Wire.ANTHROPIC, claude("claude-sonnet-5", LONG, "Good bye", "5m"));
        assertThat(second.path("cache_read_input_tokens").intValue()).isEqualTo(1500);
        assertThat(second.path("cache_creation_input_tokens").intValue()).isZero();
        assertThat(second.path("input_tokens").intValue()).isEqualTo(2);
        var totals = simulator.books().totals();
        assertThat(totals.billed()).isEqualTo(new Usage(3005, totals.billed().output(), 1500, 1500, 0));
    }

    @Test
    void nothingIsCachedWithoutAMarkBelowTheModelsMinimumOrForAnotherModel() throws IOException {
        for (var body : new ObjectNode[]{claude("claude-sonnet-5", LONG, "Hello", ""),
                claude("claude-haiku-4-5", LONG, "Hello", "5m"), claude("claude-haiku-4-5", LONG, "Hello", "5m"),
                claude("claude-sonnet-5", "Short.", "Hello", "5m")}) {
            var usage = usage(Wire.ANTHROPIC, body);
            assertThat(usage.path("cache_creation_input_tokens").intValue()).isZero();
            assertThat(usage.path("cache_read_input_tokens").intValue()).isZero();
        }
        usage(Wire.ANTHROPIC, claude("claude-sonnet-5", LONG, "Hello", "5m"));
        assertThat(
                usage(Wire.ANTHROPIC, claude("claude-sonnet-5-5", LONG, "Hello", "5m")).path("cache_read_input_tokens")
                        .intValue())
                .isZero();
    }

    @Test
    void whatIsNotReadForFiveMinutesIsForgottenAndEachReadProlongs() throws IOException {
        var body = claude("claude-sonnet-5", LONG, "Hello", "5m");
        usage(Wire.ANTHROPIC, body);
        nanos.addAndGet(Duration.ofMinutes(4).toNanos());
        assertThat(usage(Wire.ANTHROPIC, body).path("cache_read_input_tokens").intValue()).isEqualTo(1500);
        nanos.addAndGet(Duration.ofMinutes(4).toNanos());
        assertThat(usage(Wire.ANTHROPIC, body).path("cache_read_input_tokens").intValue()).isEqualTo(1500);
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(usage(Wire.ANTHROPIC, body).path("cache_creation_input_tokens").intValue()).isEqualTo(1500);
    }

    @Test
    void anHourIsBilledApart() throws IOException {
        var body = claude("claude-sonnet-5", LONG, "Hello", "1h");
        assertThat(usage(Wire.ANTHROPIC, body).at("/cache_creation/ephemeral_1h_input_tokens").intValue())
                .isEqualTo(1500);
        nanos.addAndGet(Duration.ofMinutes(50).toNanos());
        assertThat(usage(Wire.ANTHROPIC, body).path("cache_read_input_tokens").intValue()).isEqualTo(1500);
        assertThat(simulator.books().totals().billed().cacheWriteLong()).isEqualTo(1500);
        assertThat(client.get("/books").json().at("/billed/cacheWriteLong").intValue()).isEqualTo(1500);
    }

    @Test
    void openAiCachesByItselfInSteps() throws IOException {
        assertThat(usage(Wire.OPENAI, gpt("gpt-5-mini", LONG, "Hello")).at("/prompt_tokens_details/cached_tokens")
                .intValue()).isZero();
        var second = usage(Wire.OPENAI, gpt("gpt-5-mini", LONG, "Something else"));
        assertThat(second.at("/prompt_tokens_details/cached_tokens").intValue()).isEqualTo(1408);
        assertThat(second.at("/prompt_tokens_details/cache_write_tokens").intValue()).isZero();
        assertThat(second.path("prompt_tokens").intValue()).isEqualTo(1504);
        assertThat(usage(Wire.OPENAI, gpt("gpt-5-mini", "x" + LONG, "Hello")).at("/prompt_tokens_details/cached_tokens")
                .intValue()).isZero();
    }

    @Test
    void newerGptsBillWhatTheyWrite() throws IOException {
        assertThat(usage(Wire.OPENAI, gpt("gpt-6-sol", LONG, "Hello")).at("/prompt_tokens_details/cache_write_tokens")
                .intValue()).isEqualTo(1408);
        assertThat(usage(Wire.OPENAI, gpt("gpt-6-sol", LONG, "Hello")).at("/prompt_tokens_details/cached_tokens")
                .intValue()).isEqualTo(1408);
    }

    @Test
    void mistralTellsInItsOwnWordsAndVllmTellsNothing() throws IOException {
        usage(Wire.MISTRAL, gpt("mistral-large-2512", LONG, "Hello"));
        assertThat(usage(Wire.MISTRAL, gpt("mistral-large-2512", LONG, "Hello")).path("num_cached_tokens").intValue())
                .isEqualTo(1408);
        usage(Wire.VLLM, gpt("llama", LONG, "Hello"));
        assertThat(usage(Wire.VLLM, gpt("llama", LONG, "Hello")).path("prompt_tokens_details").isNull()).isTrue();
    }

    @Test
    void fiveMarksAreTooMany() throws IOException {
        var body = claude("claude-sonnet-5", LONG, "Hello", "5m");
        var content = body.putArray("messages").addObject().put("role", "user").putArray("content");
        for (var i = 0; i < 4; i++) {
            content.addObject()
                    .put("type", "text")
                    .put("text", "x")
                    .putObject("cache_control")
                    .put("type", "ephemeral");
        }
        var seen = client.call(Wire.ANTHROPIC, body);
        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.text()).contains("A maximum of 4 blocks with cache_control");
    }
}
