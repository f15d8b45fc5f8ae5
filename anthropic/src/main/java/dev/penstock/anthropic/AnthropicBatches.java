package dev.penstock.anthropic;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.models.messages.batches.BatchCancelParams;
import com.anthropic.models.messages.batches.BatchCreateParams;
import com.anthropic.models.messages.batches.BatchListParams;
import com.anthropic.models.messages.batches.BatchResultsParams;
import com.anthropic.models.messages.batches.BatchRetrieveParams;
import com.anthropic.services.blocking.messages.BatchService;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.errorprone.annotations.MustBeClosed;
import dev.penstock.provider.Capture;
import dev.penstock.provider.ErrorBody;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Request;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchAnswer;
import dev.penstock.provider.batch.BatchApi;
import dev.penstock.provider.batch.BatchFile;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.provider.batch.BatchResult;
import dev.penstock.provider.batch.BatchWire;
import dev.penstock.provider.batch.Caps;
import dev.penstock.provider.batch.CustomId;
import dev.penstock.provider.batch.Entries;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Anthropic's Message Batches. It keeps no name with a batch, so a label stands in the custom ids only; its counts stay 0
/// until the whole batch has ended; parameters are looked at then, entry by entry. Source:
/// platform.claude.com/docs/en/build-with-claude/batch-processing (November 2026).
final class AnthropicBatches implements BatchApi {
    private static final Caps CAPS = new Caps(100_000, 256_000_000);
    private static final int PAGE = 1000;
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final Duration UPLOAD = Duration.ofMinutes(15);
    private static final Duration DOWNLOAD = Duration.ofHours(2);

    private final AnthropicCalls calls;
    private final AnthropicRequests requests;
    private final BatchWire wire;

    AnthropicBatches(AnthropicCalls calls, AnthropicRequests requests, UnaryOperator<String> scrub) {
        this.calls = calls;
        this.requests = requests;
        this.wire = new BatchWire(scrub);
    }

    /// What the SDK is asked for.
    @FunctionalInterface
    private interface Asking {
        @MustBeClosed
        HttpResponse of(BatchService.WithRawResponse batches, RequestOptions options);
    }

    private static AnthropicCalls.Call<HttpResponse> call(Asking asking) {
        return (client, options) -> asking.of(client.messages().batches().withRawResponse(), options);
    }

    @Override
    public Caps caps() {
        return CAPS;
    }

    @Override
    public String entry(String customId, Request request) {
        var id = CustomId.checked(customId);
        var params = requests.params(request, id)._body();
        try {
            return Entries.line("{\"custom_id\":\"" + id + "\",\"params\":"
                    + AnthropicProvider.SharedMapper.JSON.writeValueAsString(params) + "}");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the SDK's own parameters are no JSON", impossible);
        }
    }

    @Override
    public BatchAnswer<Optional<String>> upload(BatchLabel label, List<String> entries) {
        return new BatchAnswer.Done<>(Optional.empty());
    }

    @Override
    public BatchAnswer<Batch> create(BatchLabel label, @Nullable String file, List<String> entries)
            throws InterruptedException {
        var body = new Entries(entries, "{\"requests\":[", ",", "]}").within(CAPS);
        var params = BatchCreateParams.builder().requests(List.of()).build();
        var exchange = calls.exchange(UPLOAD, new EntriesBody(body),
                call((batches, options) -> batches.create(params, options)));
        return wire.answer(exchange, UPLOAD, AnthropicBatches::batch);
    }

    @Override
    public BatchAnswer<Batch> retrieve(String id) throws InterruptedException {
        var params = BatchRetrieveParams.builder().messageBatchId(id).build();
        return one(call((batches, options) -> batches.retrieve(params, options)));
    }

    @Override
    public BatchAnswer<Batch> cancel(String id) throws InterruptedException {
        var params = BatchCancelParams.builder().messageBatchId(id).build();
        return one(call((batches, options) -> batches.cancel(params, options)));
    }

    private BatchAnswer<Batch> one(AnthropicCalls.Call<HttpResponse> call) throws InterruptedException {
        return wire.answer(calls.exchange(QUICK, call), QUICK, AnthropicBatches::batch);
    }

    @Override
    public BatchAnswer<List<Batch>> list(Instant since) throws InterruptedException {
        return wire.list(this::page, QUICK, since, AnthropicBatches::batch, Batch::createdAt);
    }

    private Exchange page(@Nullable String after) throws InterruptedException {
        var params = BatchListParams.builder().limit(PAGE).afterId(Optional.ofNullable(after)).build();
        return calls.exchange(QUICK, call((batches, options) -> batches.list(params, options)));
    }

    @Override
    public BatchAnswer<List<BatchFile>> uploads(Instant since) {
        return new BatchAnswer.Done<>(List.of());
    }

    @Override
    public BatchAnswer<Integer> results(Batch batch, Consumer<BatchResult> each) throws InterruptedException {
        var params = BatchResultsParams.builder().messageBatchId(batch.id()).build();
        return calls.stream(DOWNLOAD, call((batches, options) -> batches.resultsStreaming(params, options)),
                new Results(each));
    }

    private final class Results implements AnthropicCalls.Reader<BatchAnswer<Integer>> {
        private final Consumer<BatchResult> each;

        private Results(Consumer<BatchResult> each) {
            this.each = each;
        }

        @Override
        public BatchAnswer<Integer> read(HttpResponse response, Capture capture) throws InterruptedException {
            return wire.lines(response.body(), capture, DOWNLOAD, line -> each.accept(result(line)));
        }

        @Override
        public BatchAnswer<Integer> instead(Exchange exchange) {
            return wire.answer(exchange, DOWNLOAD, _ -> Optional.empty());
        }
    }

    /// Empty when the JSON is no batch.
    static Optional<Batch> batch(JsonNode json) {
        var id = json.path("id").stringValueOpt();
        var status = json.path("processing_status").stringValueOpt();
        var createdAt = time(json.path("created_at"));
        if (id.isEmpty() || status.isEmpty() || createdAt == null) {
            return Optional.empty();
        }
        boolean ended = status.get().equals("ended");
        return Optional.of(new Batch(id.get(), status.get(), ended, null, null, null,
                counts(json.path("request_counts"), ended), createdAt, time(json.path("ended_at")),
                time(json.path("expires_at")), List.of(), List.of()));
    }

    private static Batch.Counts counts(JsonNode counts, boolean ended) {
        int succeeded = counts.path("succeeded").asInt(0);
        int failed = counts.path("errored").asInt(0) + counts.path("canceled").asInt(0)
                + counts.path("expired").asInt(0);
        int total = counts.path("processing").asInt(0) + succeeded + failed;
        return ended ? new Batch.Counts(total, succeeded, failed) : new Batch.Counts(total, null, null);
    }

    private static @Nullable Instant time(JsonNode text) {
        try {
            return text.isString() ? OffsetDateTime.parse(text.stringValue()).toInstant() : null;
        } catch (DateTimeException noTime) {
            return null;
        }
    }

    /// What a line of the results says; the kinds of results are an open set.
    static BatchResult result(Optional<JsonNode> line) {
        var json = line.orElse(JsonNodeFactory.instance.missingNode());
        var id = json.path("custom_id").asString("");
        var result = json.path("result");
        return switch (result.path("type").asString("")) {
            case "succeeded" -> BatchWire.answered(id, 200, Map.of(), result.path("message"));
            case "errored" -> errored(id, result.path("error"));
            case "expired" -> new BatchResult.NotRun(id, BatchResult.NotRun.Why.EXPIRED);
            case "canceled" -> new BatchResult.NotRun(id, BatchResult.NotRun.Why.CANCELLED);
            default -> new BatchResult.Unreadable(id);
        };
    }

    private static BatchResult errored(String id, JsonNode error) {
        return BatchWire.answered(id, AnthropicReplies.fittingStatus(ErrorBody.of(error)), Map.of(), error);
    }

    /// The entries as they were made, because the SDK would hold all of them as objects.
    private record EntriesBody(Entries entries) implements HttpRequestBody {
        @Override
        public void writeTo(OutputStream out) {
            try {
                entries.stream().transferTo(out);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public long contentLength() {
            return entries.bytes();
        }

        @Override
        public boolean repeatable() {
            return false;
        }

        @Override
        public void close() {}
    }
}
