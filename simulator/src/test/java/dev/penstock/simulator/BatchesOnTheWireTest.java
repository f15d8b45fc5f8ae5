package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Both batch APIs as bytes, under a clock that stands still.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Each test starts with a scenario of its own.
class BatchesOnTheWireTest {
    private static final String KEY = "x-api-key: k";
    private static final String LABEL = "pst-0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Simulator simulator;
    private RawClient client;

    private void start(Scenario scenario) throws IOException {
        simulator = Simulator.start(scenario, 0, InstantSource.fixed(NOW), nanos::get);
        client = new RawClient(simulator.port());
        open.add(client);
        open.add(simulator);
    }

    @AfterEach
    void stop() throws Exception {
        for (var one : open) {
            one.close();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Scenario tickets(BatchRules rules) {
        return Scenario.clean()
                .withGold(Tickets.key(50))
                .withBatch(rules.withTime(Latency.fixed(Duration.ofSeconds(10))));
    }

    private static String id(int i) {
        return LABEL + "-" + i + "-1";
    }

    private JsonNode anthropic(int entries) throws IOException {
        var requests = IntStream.range(0, entries)
                .mapToObj(i -> "{\"custom_id\":\"" + id(i) + "\",\"params\":"
                        + RawClient.request(Wire.ANTHROPIC, Tickets.prompt(i), Tickets.SCHEMA) + "}")
                .collect(Collectors.joining(","));
        return client.post("/v1/messages/batches", "{\"requests\":[" + requests + "]}", KEY).json();
    }

    private JsonNode anthropic(String id) throws IOException {
        return client.get("/v1/messages/batches/" + id, KEY).json();
    }

    private List<JsonNode> lines(String path) throws IOException {
        return client.get(path, KEY).text().lines().map(Texts::parse).toList();
    }

    private String upload(String name, String content) throws IOException {
        var body = "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--x\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/jsonl\r\n\r\n" + content + "\r\n--x--\r\n";
        return client.post("/v1/files", body, KEY, "content-type: multipart/form-data; boundary=x")
                .json()
                .path("id")
                .asString("");
    }

    private static String openAiLines(int entries) {
        return IntStream.range(0, entries)
                .mapToObj(i -> "{\"custom_id\":\"" + id(i)
                        + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                        + RawClient.request(Wire.OPENAI, Tickets.prompt(i), Tickets.SCHEMA) + "}\n")
                .collect(Collectors.joining());
    }

    private JsonNode openAi(int entries) throws IOException {
        var file = upload(LABEL + ".jsonl", openAiLines(entries));
        return client.post("/v1/batches", "{\"input_file_id\":\"" + file + "\",\"endpoint\":\"/v1/chat/completions\","
                + "\"completion_window\":\"24h\",\"metadata\":{\"label\":\"" + LABEL + "\"}}", KEY).json();
    }

    private JsonNode openAi(String id) throws IOException {
        return client.get("/v1/batches/" + id, KEY).json();
    }

    private static String id(JsonNode thing) {
        return thing.path("id").asString("");
    }

    @Test
    void anthropicTellsABatchLikeThis() throws IOException {
        start(tickets(BatchRules.USUAL));
        var created = anthropic(3);
        assertThat(created.toString()).isEqualTo("{\"id\":\"" + id(created) + "\",\"type\":\"message_batch\","
                + "\"processing_status\":\"in_progress\",\"request_counts\":{\"processing\":3,\"succeeded\":0,\"errored\":0,"
                + "\"canceled\":0,\"expired\":0},\"ended_at\":null,\"created_at\":\"2026-11-27T10:00:00Z\","
                + "\"expires_at\":\"2026-11-28T10:00:00Z\",\"archived_at\":null,\"cancel_initiated_at\":null,"
                + "\"results_url\":null}");
        pass(Duration.ofSeconds(9));
        assertThat(anthropic(id(created))).isEqualTo(created);
        pass(Duration.ofSeconds(1));
        var ended = anthropic(id(created));
        assertThat(ended.path("processing_status").asString()).isEqualTo("ended");
        assertThat(ended.path("ended_at").asString()).isEqualTo("2026-11-27T10:00:10Z");
        assertThat(ended.path("results_url").asString()).endsWith("/" + id(created) + "/results");
        assertThat(ended.path("request_counts").toString()).isEqualTo(
                "{\"processing\":0,\"succeeded\":3,\"errored\":0,\"canceled\":0,\"expired\":0}");
    }

    @Test
    void anthropicsResultsAreMessagesOfTheBatchTier() throws IOException {
        start(tickets(BatchRules.USUAL));
        var batch = anthropic(4);
        assertThat(client.get("/v1/messages/batches/" + id(batch) + "/results", KEY).status()).isEqualTo(400);
        pass(Duration.ofSeconds(10));
        var results = lines("/v1/messages/batches/" + id(batch) + "/results");
        assertThat(results).extracting(line -> line.path("custom_id").asString())
                .containsExactlyInAnyOrder(id(0), id(1), id(2), id(3))
                .isNotEqualTo(List.of(id(0), id(1), id(2), id(3)));
        assertThat(results).allSatisfy(line -> {
            assertThat(line.at("/result/type").asString()).isEqualTo("succeeded");
            assertThat(line.at("/result/message/usage/service_tier").asString()).isEqualTo("batch");
            assertThat(line.at("/result/message/stop_reason").asString()).isEqualTo("end_turn");
        });
    }

    @Test
    void anthropicLooksAtParametersEntryByEntry() throws IOException {
        start(tickets(BatchRules.USUAL));
        var wrong = RawClient.request(Wire.ANTHROPIC, "Hello", "").put("temperature", 0.2);
        var batch = client.post("/v1/messages/batches",
                "{\"requests\":[{\"custom_id\":\"a\",\"params\":" + wrong + "}]}", KEY).json();
        pass(Duration.ofSeconds(10));
        assertThat(lines("/v1/messages/batches/" + id(batch) + "/results")).singleElement().satisfies(line -> {
            assertThat(line.at("/result/type").asString()).isEqualTo("errored");
            assertThat(line.at("/result/error/error/type").asString()).isEqualTo("invalid_request_error");
            assertThat(line.at("/result/error/request_id").asString()).startsWith("req_");
        });
        assertThat(simulator.books().totals().billed().input()).isZero();
    }

    @Test
    void anthropicRefusesCustomIdsOfAnyOtherFormAndTwiceTheSame() throws IOException {
        start(tickets(BatchRules.USUAL));
        for (var ids : List.of("\"a b\"", "\"" + "a".repeat(65) + "\"", "\"\"", "\"a\"},{\"custom_id\":\"a\"")) {
            var seen = client.post("/v1/messages/batches", "{\"requests\":[{\"custom_id\":" + ids + "}]}", KEY);
            assertThat(seen.status()).isEqualTo(400);
            assertThat(seen.json().at("/error/message").asString()).contains("custom_id");
        }
        assertThat(client.post("/v1/messages/batches", "{\"requests\":[]}", KEY).status()).isEqualTo(400);
        assertThat(simulator.books().batches()).isEmpty();
    }

    @Test
    void bothListsHavePagesNewestFirst() throws IOException {
        start(tickets(BatchRules.USUAL));
        var made = List.of(id(anthropic(1)), id(anthropic(1)), id(anthropic(1)));
        var first = client.get("/v1/messages/batches?limit=2", KEY).json();
        assertThat(first.path("data").valueStream().map(BatchesOnTheWireTest::id)).containsExactly(made.get(2),
                made.get(1));
        assertThat(first.path("has_more").asBoolean()).isTrue();
        var second = client.get("/v1/messages/batches?limit=2&after_id=" + first.path("last_id").asString(), KEY)
                .json();
        assertThat(second.path("data").valueStream().map(BatchesOnTheWireTest::id)).containsExactly(made.get(0));
        assertThat(second.path("has_more").asBoolean()).isFalse();
        assertThat(client.get("/v1/batches", KEY).json().toString()).isEqualTo(
                "{\"object\":\"list\",\"data\":[],\"first_id\":null,\"last_id\":null,\"has_more\":false}");
    }

    @Test
    void openAiTellsFilesAndBatchesLikeThis() throws IOException {
        start(tickets(BatchRules.USUAL));
        var created = openAi(3);
        var files = client.get("/v1/files?purpose=batch", KEY).json().path("data");
        assertThat(files).hasSize(1);
        assertThat(files.path(0).toString()).isEqualTo("{\"id\":\"" + created.path("input_file_id").asString()
                + "\",\"object\":\"file\",\"bytes\":" + openAiLines(3).length()
                + ",\"created_at\":1795773600,\"filename\":\"" + LABEL + ".jsonl\",\"purpose\":\"batch\","
                + "\"status\":\"processed\",\"expires_at\":null,\"status_details\":null}");
        assertThat(created.path("status").asString()).isEqualTo("validating");
        assertThat(created.path("metadata").toString()).isEqualTo("{\"label\":\"" + LABEL + "\"}");
        pass(Duration.ofSeconds(5));
        var working = openAi(id(created));
        assertThat(working.path("status").asString()).isEqualTo("in_progress");
        assertThat(working.path("request_counts").toString())
                .isEqualTo("{\"total\":3,\"completed\":2,\"failed\":0}");
        assertThat(working.path("output_file_id").isNull()).isTrue();
        pass(Duration.ofSeconds(5));
        var ended = openAi(id(created));
        assertThat(ended.path("status").asString()).isEqualTo("completed");
        assertThat(ended.path("completed_at").asLong()).isEqualTo(NOW.plusSeconds(10).getEpochSecond());
        assertThat(ended.path("error_file_id").isNull()).isTrue();
        var results = lines("/v1/files/" + ended.path("output_file_id").asString() + "/content");
        assertThat(results).hasSize(3).allSatisfy(line -> {
            assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
            assertThat(line.at("/response/body/object").asString()).isEqualTo("chat.completion");
            assertThat(line.path("error").isNull()).isTrue();
        });
    }

    @Test
    void openAiRefusesAFileWithTwoModelsAsAWhole() throws IOException {
        start(tickets(BatchRules.USUAL));
        var lines = openAiLines(2).replaceFirst("some-model", "other-model");
        var file = upload("x.jsonl", lines);
        var batch = client.post("/v1/batches", "{\"input_file_id\":\"" + file
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}", KEY).json();
        pass(Duration.ofSeconds(10));
        var failed = openAi(id(batch));
        assertThat(failed.path("status").asString()).isEqualTo("failed");
        assertThat(failed.at("/errors/data/0/code").asString()).isEqualTo("mismatched_model");
        assertThat(failed.at("/errors/data/0/line").asInt()).isEqualTo(2);
        assertThat(simulator.books().totals().calls()).isZero();
    }

    @Test
    void openAiWithErrorsOnlyHasNoOutputFile() throws IOException {
        start(tickets(BatchRules.USUAL.and(BatchFault.of(BatchFault.Kind.PARTLY_FAILED).withShare(1))));
        var batch = openAi(3);
        pass(Duration.ofSeconds(10));
        var ended = openAi(id(batch));
        assertThat(ended.path("status").asString()).isEqualTo("completed");
        assertThat(ended.path("output_file_id").isNull()).isTrue();
        assertThat(lines("/v1/files/" + ended.path("error_file_id").asString() + "/content"))
                .extracting(line -> line.at("/response/status_code").asInt())
                .containsExactly(503, 500, 503);
    }

    @Test
    void whatACancelledBatchAnsweredUntilThenIsBilledAndCanBeRead() throws IOException {
        start(tickets(BatchRules.USUAL));
        var batch = openAi(9);
        pass(Duration.ofSeconds(5));
        var cancelling = client.post("/v1/batches/" + id(batch) + "/cancel", "", KEY).json();
        assertThat(cancelling.path("status").asString()).isEqualTo("cancelling");
        pass(Duration.ofSeconds(1));
        var ended = openAi(id(batch));
        assertThat(ended.path("status").asString()).isEqualTo("cancelled");
        assertThat(lines("/v1/files/" + ended.path("output_file_id").asString() + "/content")).hasSize(5);
        assertThat(lines("/v1/files/" + ended.path("error_file_id").asString() + "/content")).hasSize(4)
                .allSatisfy(line -> assertThat(line.at("/error/code").asString()).isEqualTo("batch_cancelled"));
        pass(Duration.ofHours(1));
        assertThat(simulator.books().totals().calls()).isEqualTo(5);
    }

    @Test
    void aBatchThatRunsOutOfTimeEndsWhenItExpires() throws IOException {
        start(tickets(BatchRules.USUAL.withExpiresAfter(Duration.ofHours(1))
                .and(BatchFault.of(BatchFault.Kind.EXPIRED).withShare(0.5))));
        var batch = anthropic(9);
        pass(Duration.ofMinutes(59));
        assertThat(anthropic(id(batch)).path("processing_status").asString()).isEqualTo("in_progress");
        pass(Duration.ofMinutes(1));
        assertThat(anthropic(id(batch)).path("request_counts").toString()).isEqualTo(
                "{\"processing\":0,\"succeeded\":5,\"errored\":0,\"canceled\":0,\"expired\":4}");
    }

    @Test
    void theBooksSayWhichBatchesThereAreAndWhatWasBilledForThem() throws IOException {
        start(tickets(BatchRules.USUAL));
        var batch = anthropic(3);
        client.call(Wire.ANTHROPIC, RawClient.request(Wire.ANTHROPIC, Tickets.prompt(7), Tickets.SCHEMA));
        pass(Duration.ofSeconds(10));
        var totals = simulator.books().totals();
        assertThat(totals.calls()).isEqualTo(4);
        assertThat(totals.undeliveredCalls()).isEqualTo(3);
        assertThat(totals.batched().input()).isPositive().isLessThan(totals.billed().input());
        var batched = totals.batched();
        assertThat(client.get("/books/batches").text()).isEqualTo("{\"batches\":[{\"id\":\"" + id(batch)
                + "\",\"wire\":\"anthropic\",\"label\":\"" + LABEL + "\",\"createdAt\":\"2026-11-27T10:00:00Z\","
                + "\"entries\":3,\"answered\":3,\"status\":\"completed\",\"billed\":{\"input\":" + batched.input()
                + ",\"output\":" + batched.output() + ",\"cacheRead\":0,\"cacheWrite\":0,\"cacheWriteLong\":0}}]}");
        assertThat(simulator.books().calls()).filteredOn(call -> call.about().batch() != null)
                .hasSize(3)
                .allSatisfy(call -> {
                    assertThat(call.about().batch()).isEqualTo(id(batch));
                    assertThat(call.clientRequestId()).startsWith(LABEL);
                    assertThat(call.delivered()).isFalse();
                });
        lines("/v1/messages/batches/" + id(batch) + "/results");
        lines("/v1/messages/batches/" + id(batch) + "/results");
        assertThat(simulator.books().totals().undeliveredCalls()).isZero();
        assertThat(simulator.books().totals().delivered()).isEqualTo(totals.billed());
    }

    @Test
    void entriesAreSpoiledAsCallsAreAndTheSameInEveryRun() throws IOException {
        var scenario = tickets(BatchRules.USUAL).and(Fault.count(FaultKind.TRUNCATED, 10))
                .and(Fault.count(FaultKind.CONTEXT_TOO_LONG, 5))
                .and(Fault.count(FaultKind.RATE_LIMIT, 5));
        start(scenario);
        var first = results(anthropic(50));
        assertThat(first.values()
                .stream()
                .filter(line -> line.at("/result/message/stop_reason")
                        .asString("")
                        .equals("max_tokens")))
                .hasSize(10);
        assertThat(first.values().stream().filter(line -> line.at("/result/type").asString("").equals("errored")))
                .hasSize(5);
        assertThat(simulator.books().items()).hasSize(15);
        simulator.reset();
        assertThat(said(results(anthropic(50)))).isEqualTo(said(first));
    }

    private Map<String, JsonNode> results(JsonNode batch) throws IOException {
        pass(Duration.ofSeconds(10));
        return lines("/v1/messages/batches/" + id(batch) + "/results").stream()
                .collect(Collectors.toMap(line -> line.path("custom_id").asString(), line -> line));
    }

    private static Map<String, String> said(Map<String, JsonNode> results) {
        return results.entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey,
                        entry -> entry.getValue().at("/result/message/content").toString()));
    }

    @Test
    void aHealingItemIsAnsweredWellTheSecondTime() throws IOException {
        start(tickets(BatchRules.USUAL).and(Fault.ofItems(FaultKind.TRUNCATED, 1).withHeals(1)));
        assertThat(results(anthropic(3)).values())
                .allSatisfy(line -> assertThat(line.at("/result/message/stop_reason").asString())
                        .isEqualTo("max_tokens"));
        assertThat(results(anthropic(3)).values())
                .allSatisfy(line -> assertThat(line.at("/result/message/stop_reason").asString())
                        .isEqualTo("end_turn"));
    }

    @Test
    void requestsThatAreTurnedAwayMakeNoBatchAndLostRepliesMakeOne() throws IOException {
        start(tickets(BatchRules.USUAL.and(BatchFault.of(BatchFault.Kind.TURNED_AWAY).between(1, 1))
                .and(BatchFault.of(BatchFault.Kind.LOST_REPLY).between(2, 2))));
        var entry = "{\"requests\":[{\"custom_id\":\"a\",\"params\":{}}]}";
        var away = client.post("/v1/messages/batches", entry, KEY);
        assertThat(away.status()).isEqualTo(429);
        assertThat(away.headers()).containsEntry("retry-after", "1");
        assertThat(simulator.books().batches()).isEmpty();
        assertThat(client.post("/v1/messages/batches", entry, KEY).end()).isEqualTo(RawClient.End.RESET);
        assertThat(simulator.books().batches()).hasSize(1);
        assertThat(client.post("/v1/messages/batches", entry, KEY).status()).isEqualTo(200);
    }

    @Test
    void readingIsCutOffAsOftenAsTold() throws IOException {
        start(tickets(BatchRules.USUAL.and(BatchFault.of(BatchFault.Kind.CUT_OFF).withTimes(2))));
        var path = "/v1/messages/batches/" + id(anthropic(3)) + "/results";
        pass(Duration.ofSeconds(10));
        assertThat(client.get(path, KEY).end()).isEqualTo(RawClient.End.CUT_OFF);
        assertThat(client.get(path, KEY).end()).isEqualTo(RawClient.End.CUT_OFF);
        assertThat(simulator.books().totals().undeliveredCalls()).isEqualTo(3);
        assertThat(client.get(path, KEY).end()).isEqualTo(RawClient.End.COMPLETE);
        assertThat(simulator.books().totals().undeliveredCalls()).isZero();
    }

    @Test
    void whatIsLostOrStrangeStaysUndelivered() throws IOException {
        start(tickets(BatchRules.USUAL.and(BatchFault.of(BatchFault.Kind.LOST_LINES).withShare(0))
                .and(BatchFault.of(BatchFault.Kind.STRANGE_LINES).withShare(0))));
        var path = "/v1/messages/batches/" + id(anthropic(6)) + "/results";
        pass(Duration.ofSeconds(10));
        assertThat(lines(path)).hasSize(5);
        assertThat(simulator.books().totals().undeliveredCalls()).isEqualTo(2);
    }

    @Test
    void countsTokensAsTheyAreBilledAndForNothing() throws IOException {
        start(tickets(BatchRules.USUAL));
        var request = RawClient.request(Wire.ANTHROPIC, Tickets.prompt(1), Tickets.SCHEMA);
        var counted = client.post("/v1/messages/count_tokens", request.deepCopy().without("max_tokens").toString(), KEY)
                .json();
        assertThat(simulator.books().totals().calls()).isZero();
        client.call(Wire.ANTHROPIC, request);
        assertThat(counted.path("input_tokens").asLong()).isEqualTo(simulator.books().totals().billed().input());
    }

    @Test
    void needsTheKeyAndIsSickWithTheRest() throws IOException {
        start(tickets(BatchRules.USUAL).withEpisodes(List.of(new Episode(Episode.Kind.OVERLOAD_529,
                new Episode.Span.Time(Duration.ofMinutes(1), Duration.ofMinutes(2)), 1))));
        assertThat(client.get("/v1/messages/batches").status()).isEqualTo(401);
        assertThat(client.get("/v1/batches").status()).isEqualTo(401);
        assertThat(client.get("/v1/batches", KEY).status()).isEqualTo(200);
        pass(Duration.ofSeconds(90));
        assertThat(client.get("/v1/messages/batches", KEY).status()).isEqualTo(529);
        assertThat(client.get("/v1/files", KEY).status()).isEqualTo(503);
    }
}
