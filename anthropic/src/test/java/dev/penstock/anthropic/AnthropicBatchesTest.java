package dev.penstock.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Reply;
import dev.penstock.provider.ScriptedServer;
import dev.penstock.provider.Secret;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchContract;
import dev.penstock.provider.batch.BatchResult;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class AnthropicBatchesTest extends BatchContract {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    protected String dialect() {
        return "anthropic";
    }

    @Override
    protected Provider at(ScriptedServer server) {
        return at(server.url(""));
    }

    @Override
    protected Batch endedBatch() {
        return AnthropicBatches.batch(JSON.readTree(batch(1, "2026-11-27T10:00:00Z"))).orElseThrow();
    }

    private static Provider at(URI server) {
        return new AnthropicProviderFactory()
                .open(new EndpointSettings("test", "anthropic", null, new Secret(KEY), server, 4, null));
    }

    private static String batch(int i, String createdAt) {
        return "{\"id\":\"msgbatch_" + i + "\",\"type\":\"message_batch\",\"processing_status\":\"in_progress\","
                + "\"request_counts\":{\"processing\":2,\"succeeded\":0,\"errored\":0,\"canceled\":0,\"expired\":0},"
                + "\"created_at\":\"" + createdAt + "\",\"expires_at\":\"2026-11-28T10:00:00Z\",\"ended_at\":null}";
    }

    @Test
    void sendsTheEntriesExactlyAsTheyWereMadeAndAsCallsOfTheirOwn() throws Exception {
        var now = "2026-11-27T10:00:00.123456+00:00";
        try (var server = new ScriptedServer(ScriptedServer.replying(200, batch(1, now)));
                var provider = at(server.url(""))) {
            var entries = entries(provider.batches().orElseThrow(), 2);
            var made = done(provider.batches().orElseThrow().create(LABEL, null, entries));
            var _ = provider.call(request(0), "own");
            var seen = server.seen();
            assertThat(seen.get(0).line()).isEqualTo("POST /v1/messages/batches HTTP/1.1");
            assertThat(seen.get(0).headers()).containsEntry("authorization", "Bearer " + KEY)
                    .containsEntry("content-type", "application/json");
            assertThat(seen.get(0).body())
                    .isEqualTo("{\"requests\":[" + entries.get(0) + "," + entries.get(1) + "]}");
            assertThat(JSON.readTree(entries.getFirst()).path("params")).isEqualTo(JSON.readTree(seen.get(1).body()));
            assertThat(JSON.readTree(entries.getFirst()).path("custom_id").asString())
                    .isEqualTo(LABEL.customId(0, 1));
            assertThat(made).isEqualTo(new Batch("msgbatch_1", "in_progress", false, null, null, null,
                    new Batch.Counts(2, null, null), Instant.parse("2026-11-27T10:00:00.123456Z"), null,
                    Instant.parse("2026-11-28T10:00:00Z"), List.of(), List.of()));
        }
    }

    @Test
    void countsStayUnknownUntilTheBatchHasEnded() throws Exception {
        try (var opened = opened("batch: { time: { p50: 1h } }")) {
            assertThat(done(opened.api().retrieve(opened.create(7).id())).counts())
                    .isEqualTo(new Batch.Counts(7, null, null));
        }
    }

    @Test
    void readsAllPagesOfTheListAndStopsWhereTheyAreOlder() throws Exception {
        var page = new AtomicInteger();
        ScriptedServer.Script pages = (request, socket) -> {
            int i = page.getAndIncrement();
            var data = batch(2 * i, "2026-11-27T10:00:0" + (9 - 2 * i) + "Z") + ","
                    + batch(2 * i + 1, "2026-11-27T10:00:0" + (8 - 2 * i) + "Z");
            ScriptedServer.replying(200, "{\"data\":[" + data + "],\"has_more\":true,\"last_id\":\"msgbatch_"
                    + (2 * i + 1) + "\"}").answer(request, socket);
        };
        try (var server = new ScriptedServer(pages); var provider = at(server.url(""))) {
            var found = done(provider.batches().orElseThrow().list(Instant.parse("2026-11-27T10:00:05.900Z")));
            assertThat(found).extracting(Batch::id)
                    .containsExactly("msgbatch_0", "msgbatch_1", "msgbatch_2", "msgbatch_3", "msgbatch_4");
            assertThat(server.seen()).extracting(ScriptedServer.Seen::line)
                    .containsExactly("GET /v1/messages/batches?limit=1000 HTTP/1.1",
                            "GET /v1/messages/batches?after_id=msgbatch_1&limit=1000 HTTP/1.1",
                            "GET /v1/messages/batches?after_id=msgbatch_3&limit=1000 HTTP/1.1");
        }
    }

    @Test
    void aListWithABatchThatCannotBeReadIsNoAnswer() throws Exception {
        var body = "{\"data\":[" + batch(1, "2026-11-27T10:00:00Z") + ",{\"id\":\"x\"}],\"has_more\":false}";
        try (var server = new ScriptedServer(ScriptedServer.replying(200, body)); var provider = at(server.url(""))) {
            assertThat(failure(provider.batches().orElseThrow().list(Instant.EPOCH)))
                    .isInstanceOf(Failure.ServerError.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"rate_limit_error, RateLimited", "overloaded_error, Overloaded", "api_error, ServerError",
            "timeout_error, ServerError", "invalid_request_error, InvalidRequest", "request_too_large, ContextTooLong",
            "billing_error, AccountBlocked", "authentication_error, AccountBlocked", "not_found_error, AccountBlocked",
            "something_new, ServerError"})
    void anEntryThatErredMeansWhatItsTypeMeans(String type, String failure) throws Exception {
        var line = "{\"custom_id\":\"a\",\"result\":{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\""
                + type + "\",\"message\":\"Secret prompt " + KEY + "\"},\"request_id\":\"req_9\"}}}\n";
        try (var provider = at(URI.create("http://127.0.0.1:1"))) {
            var result = (BatchResult.Answered) AnthropicBatches.result(Optional.of(JSON.readTree(line)));
            var reply = (Reply.Failed) provider.read(request(0), result.exchange());
            assertThat(reply.failure().getClass().getSimpleName()).isEqualTo(failure);
            assertThat(reply.requestId()).isEqualTo("req_9");
            assertThat(reply.toString()).doesNotContain(KEY);
        }
    }

    @Test
    void linesThatNobodyUnderstandsAreKeptAndTheRestIsRead() throws Exception {
        var body = """
                {"custom_id":"a","result":{"type":"expired"}}

                no json
                [1]
                {"custom_id":"b","result":{"type":"deferred"}}
                {"result":{}}
                {"custom_id":"c","result":{"type":"canceled"}}""";
        try (var server = new ScriptedServer(ScriptedServer.replying(200, body)); var provider = at(server.url(""))) {
            var results = new ArrayList<BatchResult>();
            assertThat(done(provider.batches().orElseThrow().results(endedBatch(), results::add))).isEqualTo(6);
            assertThat(results).containsExactly(new BatchResult.NotRun("a", BatchResult.NotRun.Why.EXPIRED),
                    new BatchResult.Unreadable(""), new BatchResult.Unreadable(""), new BatchResult.Unreadable("b"),
                    new BatchResult.Unreadable(""), new BatchResult.NotRun("c", BatchResult.NotRun.Why.CANCELLED));
        }
    }

    @Test
    void resultsBeforeTheEndAreRefusedAndNotTakenForAnEmptyBatch() throws Exception {
        try (var opened = opened("batch: { time: { p50: 1h } }")) {
            assertThat(failure(opened.api().results(opened.create(2), _ -> {}))).isInstanceOf(
                    Failure.InvalidRequest.class);
        }
    }

    @Test
    void countsTheInputAsItIsBilled() throws Exception {
        try (var opened = opened("name: counted")) {
            var billed = Objects.requireNonNull(
                    opened.provider().read(request(0), opened.provider().call(request(0), "own")).usage());
            assertThat(opened.provider().countInput(request(0))).isEqualTo(OptionalLong.of(billed.input()));
        }
    }

    @Test
    void sendsTheCounterTheRequestWithoutItsCap() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.replying(200, "{\"input_tokens\":2095}"));
                var provider = at(server.url(""))) {
            assertThat(provider.countInput(request(0))).isEqualTo(OptionalLong.of(2095));
            var seen = server.seen().getFirst();
            assertThat(seen.line()).isEqualTo("POST /v1/messages/count_tokens HTTP/1.1");
            assertThat(JSON.readTree(seen.body()).propertyNames()).containsExactlyInAnyOrder("model", "messages",
                    "system");
        }
        try (var provider = at(URI.create("http://127.0.0.1:1"))) {
            assertThat(provider.countInput(request(0))).isEmpty();
        }
    }
}
