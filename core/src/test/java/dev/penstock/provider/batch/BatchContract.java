package dev.penstock.provider.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderFactory;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.provider.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every batch API must keep, whatever its provider, against the simulator over real HTTP. An adapter's test extends
/// this and has the simulator on its class path.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BatchContract {
    protected static final BatchLabel LABEL = new BatchLabel("pst-0123456789abcdef");
    protected static final String KEY = "sk-secret-0123456789abcdef";
    private static final String QUICK = "batch: { time: { p50: 20ms } }";

    @TempDir
    Path folder;

    /// Which of the simulator's protocols the adapter speaks.
    protected abstract String dialect();

    protected Provider open(String scenario) throws IOException {
        var file = Files.writeString(folder.resolve("scenario.yaml"), scenario);
        return ProviderFactory.openAny(new EndpointSettings("test", "simulator", dialect(), null, null, 4, file));
    }

    /// A batch API with the provider behind it.
    protected record Opened(Provider provider) implements AutoCloseable {
        public BatchApi api() {
            return provider.batches().orElseThrow();
        }

        public Batch create(int entries) throws InterruptedException {
            return done(tryCreate(entries));
        }

        public BatchAnswer<Batch> tryCreate(int entries) throws InterruptedException {
            var lines = entries(api(), entries);
            return api().create(LABEL, done(api().upload(LABEL, lines)).orElse(null), lines);
        }

        public Batch ended(Batch batch) throws InterruptedException {
            var now = batch;
            while (!now.ended()) {
                now = done(api().retrieve(batch.id()));
            }
            return now;
        }

        public List<BatchResult> results(Batch batch) throws InterruptedException {
            var results = new ArrayList<BatchResult>();
            assertThat(done(api().results(ended(batch), results::add))).isEqualTo(results.size());
            return results;
        }

        @Override
        public void close() {
            provider.close();
        }
    }

    protected Opened opened(String scenario) throws IOException {
        return new Opened(open(scenario));
    }

    protected static Request request(int i) {
        return new Request("some-model", "Be brief.", List.of(Message.user("Ünï \u2028 ticket number " + i)), 100,
                new OutputFormat.Text(), Duration.ofSeconds(30), 0);
    }

    protected static List<String> entries(BatchApi api, int entries) {
        return IntStream.range(0, entries).mapToObj(i -> api.entry(LABEL.customId(i, 1), request(i))).toList();
    }

    protected static <T> T done(BatchAnswer<T> answer) {
        return switch (answer) {
            case BatchAnswer.Done(var value) -> value;
            case BatchAnswer.Failed(var failure) -> throw new AssertionError(failure.toString());
        };
    }

    protected static Failure failure(BatchAnswer<?> answer) {
        assertThat(answer).isInstanceOf(BatchAnswer.Failed.class);
        return ((BatchAnswer.Failed<?>) answer).failure();
    }

    private static List<String> ids(int entries) {
        return IntStream.range(0, entries).mapToObj(i -> LABEL.customId(i, 1)).toList();
    }

    private static List<String> idsOf(List<BatchResult> results) {
        return results.stream().map(BatchResult::customId).toList();
    }

    private static long count(List<BatchResult> results, Class<? extends BatchResult> kind) {
        return results.stream().filter(kind::isInstance).count();
    }

    @Test
    void everyEntryIsAnsweredAsACallOfItsOwnWouldBe() throws Exception {
        try (var opened = opened(QUICK)) {
            var results = opened.results(opened.create(5));
            assertThat(idsOf(results)).containsExactlyInAnyOrderElementsOf(ids(5));
            for (var result : results) {
                var seq = ids(5).indexOf(result.customId());
                var exchange = ((BatchResult.Answered) result).exchange();
                var own = (Reply.Completed) opened.provider()
                        .read(request(seq), opened.provider().call(request(seq), "own"));
                assertThat(opened.provider().read(request(seq), exchange)).asInstanceOf(type(Reply.Completed.class))
                        .satisfies(reply -> {
                            assertThat(reply.text()).isEqualTo(own.text());
                            assertThat(reply.usage()).isEqualTo(own.usage());
                        });
            }
        }
    }

    @Test
    void resultsAreInNoOrder() throws Exception {
        try (var opened = opened(QUICK)) {
            assertThat(idsOf(opened.results(opened.create(20)))).isNotEqualTo(ids(20))
                    .containsExactlyInAnyOrderElementsOf(ids(20));
        }
    }

    @Test
    void tellsHowABatchStandsWhileItIsWorkedOnAndWhenItHasEnded() throws Exception {
        var before = Instant.now().minusSeconds(2);
        try (var opened = opened("batch: { time: { p50: 300ms }, expires-after: 1h }")) {
            var created = opened.create(4);
            assertThat(created.ended()).isFalse();
            assertThat(created.failed()).isFalse();
            assertThat(created.createdAt()).isBetween(before, Instant.now());
            assertThat(created.expiresAt()).isBetween(before.plusSeconds(3600), Instant.now().plusSeconds(3601));
            var ended = opened.ended(created);
            assertThat(ended.id()).isEqualTo(created.id());
            assertThat(ended.counts()).isEqualTo(new Batch.Counts(4, 4, 0));
            assertThat(ended.endedAt()).isBetween(before, Instant.now().plusSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ü", "a.b", "a\n"})
    void aCustomIdOfAnyOtherFormIsRefusedBeforeItIsSent(String id) throws Exception {
        try (var opened = opened(QUICK)) {
            assertThatThrownBy(() -> opened.api().entry(id, request(0))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> opened.api().entry("a".repeat(65), request(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65");
            assertThat(opened.api().entry("a".repeat(64), request(0))).contains("a".repeat(64));
        }
    }

    @Test
    void anEntryIsOneLineForEveryReader() throws Exception {
        try (var opened = opened(QUICK)) {
            assertThat(entries(opened.api(), 1).getFirst().lines()).hasSize(1);
            assertThat(entries(opened.api(), 1).getFirst()).doesNotContain("\u2028").contains("\\u2028");
        }
    }

    @Test
    void anEmptyBatchIsNotSent() throws Exception {
        try (var opened = opened(QUICK)) {
            assertThatThrownBy(() -> {
                done(opened.api().create(LABEL, done(opened.api().upload(LABEL, List.of())).orElse(null), List.of()));
            }).isInstanceOf(IllegalArgumentException.class);
            assertThat(done(opened.api().list(Instant.EPOCH))).isEmpty();
        }
    }

    @Test
    void anExpiredBatchStillGivesWhatWasPaidFor() throws Exception {
        try (var opened = opened("batch: { expires-after: 100ms, faults: [ { kind: expired, share: 0.6 } ] }")) {
            var batch = opened.ended(opened.create(10));
            var results = opened.results(batch);
            assertThat(batch.failed()).isFalse();
            assertThat(idsOf(results)).containsExactlyInAnyOrderElementsOf(ids(10));
            assertThat(count(results, BatchResult.Answered.class)).isBetween(4L, 8L);
            assertThat(results).filteredOn(BatchResult.NotRun.class::isInstance)
                    .hasSize(10 - (int) count(results, BatchResult.Answered.class))
                    .allSatisfy(result -> assertThat(((BatchResult.NotRun) result).why())
                            .isEqualTo(BatchResult.NotRun.Why.EXPIRED));
            assertThat(batch.counts().answered()).isEqualTo((int) count(results, BatchResult.Answered.class));
        }
    }

    @Test
    void aCancelledBatchStillGivesWhatWasPaidFor() throws Exception {
        try (var opened = opened("batch: { time: { p50: 1s } }")) {
            var batch = opened.create(10);
            assertThat(done(opened.api().cancel(batch.id())).id()).isEqualTo(batch.id());
            var results = opened.results(batch);
            assertThat(idsOf(results)).containsExactlyInAnyOrderElementsOf(ids(10));
            assertThat(results).filteredOn(BatchResult.NotRun.class::isInstance)
                    .isNotEmpty()
                    .allSatisfy(result -> assertThat(((BatchResult.NotRun) result).why())
                            .isEqualTo(BatchResult.NotRun.Why.CANCELLED));
        }
    }

    @Test
    void entriesThatErredAreClassifiedLikeCallsThatFailed() throws Exception {
        try (var opened = opened("batch: { time: { p50: 20ms }, faults: [ { kind: partly-failed, share: 0.5 } ] }")) {
            var failures = new HashSet<Class<?>>();
            int good = 0;
            for (var result : opened.results(opened.create(30))) {
                switch (opened.provider().read(request(0), ((BatchResult.Answered) result).exchange())) {
                    case Reply.Completed _ -> good++;
                    case Reply.Failed(var failure, _, var usage, _) -> {
                        failures.add(failure.getClass());
                        assertThat(usage).isEqualTo(Usage.NONE);
                        assertThat(failure.retryable()).isTrue();
                    }
                }
            }
            assertThat(good).isBetween(5, 25);
            assertThat(failures).containsExactlyInAnyOrder(Failure.Overloaded.class, Failure.ServerError.class);
        }
    }

    @Test
    void aBatchOfWhichEveryEntryErredHasResultsAllTheSame() throws Exception {
        try (var opened = opened("batch: { time: { p50: 20ms }, faults: [ { kind: partly-failed, share: 1 } ] }")) {
            var batch = opened.ended(opened.create(5));
            assertThat(batch.failed()).isFalse();
            assertThat(batch.counts()).isEqualTo(new Batch.Counts(5, 0, 5));
            assertThat(idsOf(opened.results(batch))).containsExactlyInAnyOrderElementsOf(ids(5));
        }
    }

    @ParameterizedTest
    @CsvSource({"invalid-request, InvalidRequest", "context-too-long, ContextTooLong", "truncated, Truncated",
            "refusal, Refused"})
    void whatIsWrongWithAnItemIsWrongInABatchToo(String fault, String failure) throws Exception {
        try (var opened = opened(QUICK + "\nfaults: [ { kind: " + fault + ", rate: 1 } ]")) {
            assertThat(opened.results(opened.create(3))).hasSize(3).allSatisfy(result -> {
                var reply = opened.provider().read(request(0), ((BatchResult.Answered) result).exchange());
                assertThat(((Reply.Failed) reply).failure().getClass().getSimpleName()).isEqualTo(failure);
            });
        }
    }

    @Test
    void missingDoubledUnknownAndStrangeLinesAreTheCallersToFind() throws Exception {
        var faults = "[ { kind: lost-lines }, { kind: duplicate-lines }, { kind: unknown-lines }, { kind: strange-lines } ]";
        try (var opened = opened("batch: { time: { p50: 20ms }, faults: " + faults + " }")) {
            var results = opened.results(opened.create(30));
            var times = new HashMap<String, Integer>();
            results.forEach(result -> times.merge(result.customId(), 1, Integer::sum));
            assertThat(times.keySet()).anyMatch(id -> !ids(30).contains(id));
            assertThat(ids(30)).anyMatch(id -> !times.containsKey(id));
            assertThat(times.values()).contains(2);
            assertThat(results).filteredOn(BatchResult.Unreadable.class::isInstance)
                    .isNotEmpty()
                    .allMatch(result -> ids(30).contains(result.customId()));
        }
    }

    @Test
    void resultsThatBreakOffHalfWayFailAndCanBeReadAgain() throws Exception {
        try (var opened = opened("batch: { time: { p50: 20ms }, faults: [ { kind: cut-off } ] }")) {
            var batch = opened.ended(opened.create(30));
            var first = new ArrayList<BatchResult>();
            assertThat(failure(opened.api().results(batch, first::add))).isInstanceOf(Failure.ConnectionFailed.class);
            assertThat(first).isNotEmpty().hasSizeLessThan(30).allMatch(BatchResult.Answered.class::isInstance);
            assertThat(idsOf(opened.results(batch))).containsExactlyInAnyOrderElementsOf(ids(30));
        }
    }

    @Test
    void aConsumerThatFailsIsNoFailureOfTheProvider() throws Exception {
        try (var opened = opened(QUICK)) {
            var batch = opened.ended(opened.create(5));
            Consumer<BatchResult> full = _ -> {
                throw new IllegalStateException("the store is full");
            };
            assertThatThrownBy(() -> opened.api().results(batch, full)).isInstanceOf(IllegalStateException.class)
                    .hasMessage("the store is full");
            assertThat(opened.results(batch)).hasSize(5);
        }
    }

    @Test
    void aRequestForABatchThatIsTurnedAwaySaysWhenToComeBack() throws Exception {
        try (var opened = opened("batch: { faults: [ { kind: turned-away, to-batch: 1 } ] }")) {
            assertThat(failure(opened.tryCreate(2))).asInstanceOf(type(Failure.RateLimited.class))
                    .satisfies(limited -> assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
            assertThat(done(opened.api().list(Instant.EPOCH))).isEmpty();
            assertThat(opened.create(2).ended()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"401, AccountBlocked", "400, InvalidRequest", "500, ServerError", "529, Overloaded"})
    void errorsOfRequestsAreClassifiedLikeThoseOfCalls(int status, String failure) throws Exception {
        try (var opened = opened("batch: { faults: [ { kind: turned-away, status: " + status + " } ] }")) {
            assertThat(failure(opened.tryCreate(2)).getClass().getSimpleName()).isEqualTo(failure);
        }
    }

    @Test
    void aBatchWhoseIdWasNeverLearntIsInTheList() throws Exception {
        try (var opened = opened("batch: { time: { p50: 20ms }, faults: [ { kind: lost-reply } ] }")) {
            assertThat(failure(opened.tryCreate(3))).asInstanceOf(type(Failure.ConnectionFailed.class))
                    .satisfies(lost -> assertThat(lost.sent()).isTrue());
            var found = done(opened.api().list(Instant.now().minusSeconds(60)));
            assertThat(found).hasSize(1);
            assertThat(opened.results(found.getFirst())).hasSize(3)
                    .allSatisfy(result -> assertThat(BatchLabel.of(result.customId())).contains(LABEL));
        }
    }

    @Test
    void listsWhatWasCreatedSinceAMomentNewestFirst() throws Exception {
        try (var opened = opened(QUICK)) {
            var first = opened.create(1);
            var second = opened.create(2);
            assertThat(done(opened.api().list(first.createdAt()))).extracting(Batch::id)
                    .containsExactly(second.id(), first.id());
            assertThat(done(opened.api().list(Instant.now().plusSeconds(3600)))).isEmpty();
        }
    }

    @Test
    void aBatchThatDoesNotExistIsNoMissingModel() throws Exception {
        try (var opened = opened(QUICK)) {
            assertThat(failure(opened.api().retrieve("batch_nowhere"))).isInstanceOf(Failure.InvalidRequest.class);
            assertThat(failure(opened.api().cancel("batch_nowhere"))).isInstanceOf(Failure.InvalidRequest.class);
        }
    }

    @Test
    void whileTheProviderIsSickNothingIsDecided() throws Exception {
        try (var opened = opened(QUICK + "\nepisodes: [ { kind: down, to: 1h } ]")) {
            assertThat(failure(opened.api().list(Instant.EPOCH)).retryable()).isTrue();
        }
        try (var opened = opened(QUICK + "\nepisodes: [ { kind: overload-529, to: 1h } ]")) {
            assertThat(failure(opened.api().retrieve("x"))).isInstanceOf(Failure.Overloaded.class);
        }
    }

    /// An adapter at a server's base address.
    protected abstract Provider at(ScriptedServer server);

    /// An ended batch with results to read.
    protected abstract Batch endedBatch();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"text/html; charset=utf-8|<html>Please wait</html>",
            "application/json|{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}",
            "application/json|{\"custom_id\":\"a\",\"resu"})
    void whatIsNoBodyOfResultsIsNotTakenForMissingOnes(String contentType, String body) throws Exception {
        var script = ScriptedServer.replying(200, Map.of("content-type", contentType),
                body.getBytes(StandardCharsets.UTF_8));
        try (var server = new ScriptedServer(script); var provider = at(server)) {
            var answer = provider.batches().orElseThrow().results(endedBatch(), result -> {
                throw new AssertionError(result.toString());
            });
            assertThat(failure(answer).retryable()).isTrue();
        }
    }

    @Test
    void anInterruptEndsTheReadingOfResultsAsInterruption() throws Exception {
        var arrived = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        ScriptedServer.Script stalling = (_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n", new byte[10]);
            arrived.countDown();
            never.await();
        };
        try (var server = new ScriptedServer(stalling); var provider = at(server)) {
            var reading = new FutureTask<>(
                    () -> provider.batches().orElseThrow().results(endedBatch(), _ -> {}));
            var thread = Thread.ofVirtual().start(reading);
            arrived.await();
            thread.interrupt();
            assertThatThrownBy(() -> reading.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void theKeyAppearsInNoFailureEvenIfTheServerQuotesIt() throws Exception {
        for (int status : new int[]{400, 401, 403, 404, 429, 500}) {
            var body = "{\"error\":{\"type\":\"x\",\"code\":\"" + KEY + "\",\"message\":\"Bad key: " + KEY + "\"}}";
            try (var server = new ScriptedServer(ScriptedServer.replying(status, body)); var provider = at(server)) {
                assertThat(provider.batches().orElseThrow().retrieve("x").toString()).doesNotContain(KEY)
                        .contains(String.valueOf(status));
                assertThat(server.seen()).hasSize(1);
            }
        }
    }
}
