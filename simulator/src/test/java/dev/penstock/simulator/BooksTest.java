package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Usage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

class BooksTest {
    private static Usage usage(Wire wire, JsonNode reply) {
        var usage = reply.path("usage");
        return wire == Wire.ANTHROPIC
                ? Usage.of(usage.path("input_tokens").longValue(), usage.path("output_tokens").longValue())
                : Usage.of(usage.path("prompt_tokens").longValue(), usage.path("completion_tokens").longValue());
    }

    @Test
    @Timeout(60)
    void whatTwoHundredParallelClientsReceivedIsWhatTheBooksSayWasDelivered() throws Exception {
        var scenario = Scenario.named("every-fault").withGold(Tickets.key(2000));
        var received = new ConcurrentLinkedQueue<Usage>();
        try (var simulator = Simulator.start(scenario, 0); var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Void>>();
            for (var c = 0; c < 200; c++) {
                var number = c;
                running.add(clients.submit(() -> {
                    received.addAll(tenCalls(simulator.port(), number));
                    return null;
                }));
            }
            for (var client : running) {
                client.get(50, TimeUnit.SECONDS);
            }
            var totals = simulator.books().totals();
            assertThat(totals.calls()).isEqualTo(2000);
            assertThat(received.stream().reduce(Usage.NONE, Usage::plus)).isEqualTo(totals.delivered());
            assertThat(totals.delivered().plus(totals.undelivered())).isEqualTo(totals.billed());
            assertThat(totals.undeliveredCalls()).isPositive();
            assertThat(totals.byStatus().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2000);
            assertThat(simulator.books().calls()).extracting(Call::seq).isSorted().hasSize(2000);
        }
    }

    private static List<Usage> tenCalls(int port, int number) throws IOException {
        var wire = number % 2 == 0 ? Wire.ANTHROPIC : Wire.OPENAI;
        var usages = new ArrayList<Usage>();
        try (var client = new RawClient(port)) {
            for (var i = 0; i < 10; i++) {
                var seen = client.call(wire, RawClient.request(wire, Tickets.prompt(number * 10 + i), Tickets.SCHEMA));
                if (seen.status() == 200 && seen.usable() && seen.json().has("usage")) {
                    usages.add(usage(wire, seen.json()));
                }
            }
        }
        return usages;
    }

    @Test
    void theBooksAreServedAsTotalsAsAListAndAsLines() throws IOException {
        var scenario = Scenario.clean().withGold(Tickets.key(2)).and(Fault.ofItems(FaultKind.REFUSAL, 1));
        try (var simulator = Simulator.start(scenario, 0, InstantSource.system(), () -> 0);
                var client = new RawClient(simulator.port())) {
            var body = RawClient.request(Wire.OPENAI, Tickets.prompt(0), Tickets.SCHEMA).toString();
            var seen = client.post("/v1/chat/completions", body, "x-api-key: k", "X-Client-Request-Id: attempt-7");
            assertThat(client.get("/books").text()).isEqualTo("{\"calls\":1,\"billed\":{\"input\":123,\"output\":12,"
                    + "\"cacheRead\":0,\"cacheWrite\":0,\"cacheWriteLong\":0},\"delivered\":{\"input\":123,\"output\":12,\"cacheRead\":0,"
                    + "\"cacheWrite\":0,\"cacheWriteLong\":0},\"batched\":{\"input\":0,\"output\":0,\"cacheRead\":0,"
                    + "\"cacheWrite\":0,\"cacheWriteLong\":0},\"undelivered\":{\"input\":0,\"output\":0,\"cacheRead\":0,"
                    + "\"cacheWrite\":0,\"cacheWriteLong\":0,\"calls\":0},\"byStatus\":{\"200\":1},\"byInjected\":{\"refusal\":1}}");
            var line = "{\"seq\":0,\"requestId\":\"" + seen.headers().get("x-request-id")
                    + "\",\"clientRequestId\":\"attempt-7\",\"wire\":\"openai\",\"model\":\"some-model\",\"item\":\"t-0\","
                    + "\"arrivedMs\":0,\"answeredMs\":0,\"status\":200,\"injected\":\"refusal\","
                    + "\"mode\":\"sync\",\"batch\":null,\"billed\":{\"input\":123,\"output\":12,\"cacheRead\":0,"
                    + "\"cacheWrite\":0,\"cacheWriteLong\":0},\"delivered\":true}";
            assertThat(client.get("/books?calls=true", "accept: application/x-ndjson").text()).isEqualTo(line + "\n");
            assertThat(client.get("/books?calls=true").json().path("calls").path(0).toString()).isEqualTo(line);
            assertThat(client.get("/books/items").text()).isEqualTo(
                    "{\"items\":[{\"item\":\"t-0\",\"injected\":\"refusal\",\"times\":1,\"heals\":false}]}");
        }
    }

    @Test
    void onlyTotalsAreKeptWhenTheScenarioSaysSo() throws IOException {
        var scenario = Scenario.clean().withRules(Rules.USUAL.withKeepCalls(false));
        try (var simulator = Simulator.start(scenario, 0); var client = new RawClient(simulator.port())) {
            client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, "Hello there", ""));
            assertThat(simulator.books().totals().calls()).isEqualTo(1);
            assertThat(simulator.books().calls()).isEmpty();
        }
    }

    @Test
    void theQuotaAnswers429WithWholeSecondsAndTellsItsLevels() throws IOException {
        var scenario = Scenario.clean().withQuota(new Quota(60L, 6000L, 600L, Duration.ofSeconds(1)));
        var nanos = new AtomicLong();
        var wall = InstantSource.fixed(Instant.parse("2026-11-24T10:00:00Z"));
        try (var simulator = Simulator.start(scenario, 0, wall, nanos::get);
                var client = new RawClient(simulator.port())) {
            var anthropic = RawClient.request(Wire.ANTHROPIC, "Hello there", "");
            var first = client.call(Wire.ANTHROPIC, anthropic);
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.headers()).containsEntry("anthropic-ratelimit-requests-limit", "60")
                    .containsEntry("anthropic-ratelimit-requests-remaining", "0")
                    .containsEntry("anthropic-ratelimit-requests-reset", "2026-11-24T10:00:01Z")
                    .containsEntry("anthropic-ratelimit-input-tokens-remaining", "93");
            // The output bucket holds 10 tokens and refills by 10 a second; one token must be there.
            var wait = (usage(Wire.ANTHROPIC, first.json()).output() - 10 + 1 + 9) / 10;
            var refused = client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, "Hello there", ""));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.headers()).containsEntry("retry-after", Long.toString(wait))
                    .containsEntry("x-ratelimit-limit-requests", "60")
                    .containsEntry("x-ratelimit-remaining-requests", "0")
                    .containsEntry("x-ratelimit-reset-requests", "1s");
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            assertThat(client.call(Wire.ANTHROPIC, anthropic).status()).isEqualTo(200);
            assertThat(simulator.books().totals().byInjected()).containsEntry("quota", 1L);
        }
    }

    @Test
    void theQuotaKeepsItsLevelsToItselfAndSpellsWhenToComeBackAsTold() throws IOException {
        var quota = new Quota(60L, null, null, Duration.ofSeconds(1))
                .with(new Quota.Ways(false, false, false, 0.5, 0.5, List.of()));
        var rejections = new ArrayList<String>();
        try (var simulator = Simulator.start(Scenario.clean().withQuota(quota), 0, InstantSource.system(), () -> 0);
                var client = new RawClient(simulator.port())) {
            var request = RawClient.request(Wire.ANTHROPIC, "Hello there", "");
            assertThat(client.call(Wire.ANTHROPIC, request).headers()).doesNotContainKey(
                    "anthropic-ratelimit-requests-limit");
            for (var i = 0; i < 40; i++) {
                rejections.add(String.valueOf(client.call(Wire.ANTHROPIC, request).headers().get("retry-after")));
            }
        }
        assertThat(rejections).contains("null").anyMatch(said -> said.endsWith(" GMT")).doesNotContain("1");
    }

    @Test
    void aClientWhoseTimeRunsFasterIsToldWaitsInItsOwnTime() throws IOException {
        var scenario = Scenario.clean()
                .withQuota(new Quota(1L, null, null, Duration.ofSeconds(1)))
                .withRules(Rules.USUAL.withSpeed(30).withClientSpeed(30));
        try (var simulator = Simulator.start(scenario, 0, InstantSource.system(), () -> 0);
                var client = new RawClient(simulator.port())) {
            var request = RawClient.request(Wire.ANTHROPIC, "Hello there", "");
            client.call(Wire.ANTHROPIC, request);
            assertThat(client.call(Wire.ANTHROPIC, request).headers()).containsEntry("retry-after", "60");
        }
    }

    @Test
    void theBooksSayWhenEveryCallCameAndWasAnswered() throws IOException {
        var nanos = new AtomicLong();
        try (var simulator = Simulator.start(Scenario.clean(), 0, InstantSource.system(), nanos::get);
                var client = new RawClient(simulator.port())) {
            client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, "Hello there", ""));
            nanos.addAndGet(Duration.ofSeconds(3).toNanos());
            client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, "Hello there", ""));
            assertThat(simulator.books().calls().getLast().when())
                    .isEqualTo(new Call.When(Duration.ofSeconds(3), Duration.ofSeconds(3)));
            assertThat(simulator.books().arrived()).isEqualTo(2);
        }
    }

    @Test
    void episodesHitEveryCallOfTheirTime() throws IOException {
        var scenario = Scenario.clean()
                .withEpisodes(List.of(
                        new Episode(Episode.Kind.OVERLOAD_529,
                                new Episode.Span.Time(Duration.ofSeconds(10), Duration.ofSeconds(20)), 1),
                        new Episode(Episode.Kind.BROWNOUT_500, new Episode.Span.Calls(5, 5), 1),
                        new Episode(Episode.Kind.DOWN, new Episode.Span.Calls(6, 6), 1)));
        var nanos = new AtomicLong();
        var statuses = new ArrayList<Integer>();
        try (var simulator = Simulator.start(scenario, 0, InstantSource.system(), nanos::get);
                var client = new RawClient(simulator.port())) {
            for (var second : List.of(0, 10, 19, 20, 21, 22, 23)) {
                nanos.set(Duration.ofSeconds(second).toNanos());
                statuses.add(
                        client.call(Wire.ANTHROPIC, RawClient.request(Wire.ANTHROPIC, "Hello there", "")).status());
            }
        }
        assertThat(statuses).containsExactly(200, 529, 529, 200, 500, 0, 200);
    }

    @Test
    void aRevokedKeyRefusesEveryCallFromThereOn() throws IOException {
        var scenario = Scenario.clean().and(Fault.fromCall(FaultKind.UNAUTHORIZED, 3));
        var statuses = new ArrayList<Integer>();
        try (var simulator = Simulator.start(scenario, 0); var client = new RawClient(simulator.port())) {
            for (var i = 0; i < 4; i++) {
                statuses.add(client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, "Hello " + i, "")).status());
            }
        }
        assertThat(statuses).containsExactly(200, 200, 401, 401);
    }
}
