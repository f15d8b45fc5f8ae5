package dev.penstock.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Failure;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Reply;
import dev.penstock.provider.ScriptedServer;
import dev.penstock.provider.Secret;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchContract;
import dev.penstock.provider.batch.BatchFile;
import dev.penstock.provider.batch.BatchResult;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class OpenAiBatchesTest extends BatchContract {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final OpenAiBatchReplies REPLIES = new OpenAiBatchReplies(new Secret(KEY)::scrub);

    @Override
    protected String dialect() {
        return "openai";
    }

    @Override
    protected Provider at(ScriptedServer server) {
        return at(server.url("/v1"));
    }

    @Override
    protected Batch endedBatch() {
        var json = batch(1, 5, ",\"error_file_id\":\"file-e\",\"output_file_id\":null");
        return REPLIES.batch(JSON.readTree(json.replace("in_progress", "completed"))).orElseThrow();
    }

    private static Provider at(URI server) {
        return new OpenAiProviderFactory()
                .open(new EndpointSettings("test", "openai", null, new Secret(KEY), server, 4, null));
    }

    private static String batch(int i, long createdAt, String more) {
        return "{\"id\":\"batch_" + i + "\",\"object\":\"batch\",\"status\":\"in_progress\",\"created_at\":" + createdAt
                + ",\"request_counts\":{\"total\":2,\"completed\":1,\"failed\":0}" + more + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"mistral", "vllm", "generic"})
    void noOtherDialectHasThisBatchApi(String dialect) throws InterruptedException {
        var settings = new EndpointSettings("test", "openai", dialect, new Secret(KEY), URI.create("http://x/v1"), 1,
                null);
        try (var provider = new OpenAiProviderFactory().open(settings)) {
            assertThat(provider.batches()).isEmpty();
            assertThat(provider.countInput(request(0))).isEmpty();
        }
    }

    @Test
    void anEntryIsTheCallOfItsOwnOnOneLine() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.replying(500, "{}"));
                var provider = at(server.url("/v1"))) {
            var entry = JSON.readTree(entries(provider.batches().orElseThrow(), 1).getFirst());
            var _ = provider.call(request(0), "own");
            assertThat(entry.path("body")).isEqualTo(JSON.readTree(server.seen().getFirst().body()));
            assertThat(entry.propertyNames()).containsExactly("custom_id", "method", "url", "body");
            assertThat(entry.path("method").asString() + " " + entry.path("url").asString())
                    .isEqualTo("POST /v1/chat/completions");
            assertThat(entry.path("custom_id").asString()).isEqualTo(LABEL.customId(0, 1));
        }
    }

    @Test
    void createsABatchOfAFileUnderItsLabel() throws Exception {
        var body = batch(1, 1_764_237_600, ",\"input_file_id\":\"file-1\",\"expires_at\":1764324000,\"metadata\":"
                + "{\"penstock-batch\":\"" + LABEL.value() + "\",\"other\":\"x\"}");
        try (var server = new ScriptedServer(ScriptedServer.replying(200, body));
                var provider = at(server.url("/v1"))) {
            var made = done(provider.batches().orElseThrow().create(LABEL, "file-1", List.of("{}")));
            assertThat(server.seen()).singleElement().satisfies(seen -> {
                assertThat(seen.line()).isEqualTo("POST /v1/batches HTTP/1.1");
                assertThat(seen.headers()).containsEntry("authorization", "Bearer " + KEY);
                assertThat(JSON.readTree(seen.body())).isEqualTo(JSON.readTree(
                        "{\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\","
                                + "\"metadata\":{\"penstock-batch\":\"" + LABEL.value() + "\"}}"));
            });
            assertThat(made).isEqualTo(new Batch("batch_1", "in_progress", false, null, LABEL, "file-1",
                    new Batch.Counts(2, 1, 0), Instant.ofEpochSecond(1_764_237_600), null,
                    Instant.ofEpochSecond(1_764_324_000), List.of(), List.of()));
            assertThatThrownBy(() -> done(provider.batches().orElseThrow().create(LABEL, null, List.of("{}"))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void findsFileAndBatchAgainByTheLabel() throws Exception {
        try (var opened = opened("batch: { time: { p50: 1h }, faults: [ { kind: lost-reply } ] }")) {
            var lines = entries(opened.api(), 3);
            var before = Instant.now();
            var file = done(opened.api().upload(LABEL, lines)).orElseThrow();
            assertThat(done(opened.api().uploads(before))).singleElement().satisfies(found -> {
                assertThat(found.id()).isEqualTo(file);
                assertThat(found.label()).isEqualTo(LABEL);
            });
            assertThat(failure(opened.api().create(LABEL, file, lines))).isInstanceOf(Failure.ConnectionFailed.class);
            assertThat(done(opened.api().list(before))).singleElement().satisfies(found -> {
                assertThat(found.label()).isEqualTo(LABEL);
                assertThat(found.file()).isEqualTo(file);
                assertThat(found.counts().total()).isEqualTo(3);
            });
        }
    }

    @Test
    void filesOfOthersHaveNoLabel() {
        assertThat(REPLIES.file(JSON.readTree("{\"id\":\"file-1\",\"created_at\":5,\"filename\":\"mine.jsonl\"}")))
                .contains(new BatchFile("file-1", null, Instant.ofEpochSecond(5)));
    }

    @Test
    void readsAllPagesOfTheList() throws Exception {
        var page = new AtomicInteger();
        ScriptedServer.Script pages = (request, socket) -> {
            int i = page.getAndIncrement();
            ScriptedServer
                    .replying(200, "{\"data\":[" + batch(i, 1000 - i, "") + "],\"has_more\":" + (i < 2) + "}")
                    .answer(request, socket);
        };
        try (var server = new ScriptedServer(pages); var provider = at(server.url("/v1"))) {
            assertThat(done(provider.batches().orElseThrow().list(Instant.EPOCH))).extracting(Batch::id)
                    .containsExactly("batch_0", "batch_1", "batch_2");
            assertThat(server.seen()).extracting(ScriptedServer.Seen::line)
                    .containsExactly("GET /v1/batches?limit=100 HTTP/1.1",
                            "GET /v1/batches?after=batch_0&limit=100 HTTP/1.1",
                            "GET /v1/batches?after=batch_1&limit=100 HTTP/1.1");
        }
    }

    @Test
    void aBatchOfErrorsOnlyHasNoOutputFile() throws Exception {
        try (var opened = opened("batch: { time: { p50: 20ms }, faults: [ { kind: partly-failed, share: 1 } ] }")) {
            var batch = opened.ended(opened.create(4));
            assertThat(batch.status()).isEqualTo("completed");
            assertThat(batch.resultFiles()).hasSize(1);
            assertThat(opened.results(batch)).hasSize(4);
        }
    }

    @Test
    void anExpiredBatchHasBothFiles() throws Exception {
        try (var opened = opened("batch: { expires-after: 100ms, faults: [ { kind: expired, share: 0.5 } ] }")) {
            var batch = opened.ended(opened.create(8));
            assertThat(batch.status()).isEqualTo("expired");
            assertThat(batch.resultFiles()).hasSize(2);
        }
    }

    @Test
    void aBatchThatFoundTheQueueFullMayBeCreatedAgainLater() throws Exception {
        try (var opened = opened("batch: { time: { p50: 20ms }, faults: [ { kind: failed } ] }")) {
            var batch = opened.ended(opened.create(3));
            assertThat(batch.failed()).isTrue();
            assertThat(batch.failure()).isInstanceOf(Failure.RateLimited.class);
            assertThat(batch.problems()).singleElement()
                    .asString()
                    .startsWith("token_limit_exceeded: Enqueued token limit reached");
            assertThat(opened.results(batch)).isEmpty();
        }
    }

    @Test
    void aBatchWithWrongLinesFailsAsAWholeAndNamesThem() throws Exception {
        try (var opened = opened("batch: { time: { p50: 20ms } }")) {
            var line = entries(opened.api(), 1).getFirst();
            var file = done(opened.api().upload(LABEL, List.of(line, line, "{}"))).orElseThrow();
            var batch = opened.ended(done(opened.api().create(LABEL, file, List.of(line))));
            assertThat(batch.failure()).isInstanceOf(Failure.InvalidRequest.class);
            assertThat(batch.problems()).containsExactly("duplicate_custom_id in line 2",
                    "invalid_json_line in line 3");
        }
    }

    @ParameterizedTest
    @CsvSource({"token_limit_exceeded, RateLimited", "billing_hard_limit_reached, AccountBlocked",
            "model_not_found, AccountBlocked", "invalid_json_line, InvalidRequest", "something_new, InvalidRequest"})
    void aRefusedBatchMeansWhatItsFirstProblemMeans(String code, String failure) {
        var json = batch(1, 5, ",\"errors\":{\"object\":\"list\",\"data\":[{\"code\":\"" + code
                + "\",\"message\":\"secret prompt\",\"line\":7,\"param\":null}]}").replace("in_progress", "failed");
        var batch = REPLIES.batch(JSON.readTree(json)).orElseThrow();
        assertThat(String.valueOf(batch.failure())).startsWith(failure).doesNotContain("secret prompt");
        assertThat(batch.problems()).containsExactly(code + " in line 7");
    }

    @ParameterizedTest
    @CsvSource({
            "'{\"response\":{\"status_code\":429,\"request_id\":\"r\",\"body\":{\"error\":{\"code\":\"rate_limit_exceeded\"}}},\"error\":null}', RateLimited",
            "'{\"response\":{\"status_code\":400,\"request_id\":\"r\",\"body\":{\"error\":{\"code\":\"context_length_exceeded\"}}},\"error\":null}', ContextTooLong",
            "'{\"response\":{\"status_code\":503,\"request_id\":\"r\",\"body\":{}},\"error\":null}', Overloaded",
            "'{\"response\":null,\"error\":{\"code\":\"server_error\",\"message\":\"x\"}}', ServerError",
            "'{\"response\":null,\"error\":{\"code\":\"insufficient_quota\"}}', AccountBlocked"})
    void aLineOfErrorMeansWhatTheCallWouldMean(String line, String failure) {
        var result = (BatchResult.Answered) REPLIES.result(Optional.of(JSON.readTree(line)));
        try (var provider = at(URI.create("http://127.0.0.1:1/v1"))) {
            var reply = (Reply.Failed) provider.read(request(0), result.exchange());
            assertThat(reply.failure().getClass().getSimpleName()).isEqualTo(failure);
        }
    }

    @Test
    void linesThatNobodyUnderstandsAreKeptAndTheRestIsRead() throws Exception {
        var body = """
                {"custom_id":"a","response":null,"error":{"code":"batch_expired","message":"x"}}
                no json
                {"custom_id":"b","response":null,"error":null}
                {"custom_id":"c","response":null,"error":{"code":"batch_cancelled","message":"x"}}
                """;
        try (var server = new ScriptedServer(ScriptedServer.replying(200, body));
                var provider = at(server.url("/v1"))) {
            var results = new ArrayList<BatchResult>();
            assertThat(done(provider.batches().orElseThrow().results(endedBatch(), results::add))).isEqualTo(4);
            assertThat(server.seen().getFirst().line()).isEqualTo("GET /v1/files/file-e/content HTTP/1.1");
            assertThat(results).containsExactly(new BatchResult.NotRun("a", BatchResult.NotRun.Why.EXPIRED),
                    new BatchResult.Unreadable(""), new BatchResult.Unreadable("b"),
                    new BatchResult.NotRun("c", BatchResult.NotRun.Why.CANCELLED));
        }
    }
}
