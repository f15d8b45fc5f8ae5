package dev.penstock.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.models.batches.BatchCancelParams;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.batches.BatchRetrieveParams;
import com.openai.models.files.FileContentParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FilePurpose;
import dev.penstock.provider.Capture;
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
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// OpenAI's Files and Batches: a file of requests is uploaded, a batch is made of it, and good results and errors come as two
/// more files, of which one or both may be missing. The label is the file's name and stands in the batch's metadata. Source:
/// platform.openai.com/docs/guides/batch (November 2026).
final class OpenAiBatches implements BatchApi {
    static final String ENDPOINT = "/v1/chat/completions";
    static final String LABEL = "penstock-batch";
    static final String FILE_SUFFIX = ".jsonl";
    private static final Caps CAPS = new Caps(50_000, 200_000_000);
    private static final int PAGE = 100;
    private static final int PAGE_OF_FILES = 1000;
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final Duration UPLOAD = Duration.ofMinutes(15);
    private static final Duration DOWNLOAD = Duration.ofHours(2);

    private final OpenAiCalls calls;
    private final OpenAiRequests requests;
    private final BatchWire wire;
    private final OpenAiBatchReplies replies;

    OpenAiBatches(OpenAiCalls calls, OpenAiRequests requests, UnaryOperator<String> scrub) {
        this.calls = calls;
        this.requests = requests;
        this.wire = new BatchWire(scrub);
        this.replies = new OpenAiBatchReplies(scrub);
    }

    @Override
    public Caps caps() {
        return CAPS;
    }

    @Override
    public String entry(String customId, Request request) {
        var id = CustomId.checked(customId);
        var body = requests.params(request, id)._body();
        try {
            return Entries
                    .line("{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"" + ENDPOINT + "\",\"body\":"
                            + OpenAiProvider.SharedMapper.JSON.writeValueAsString(body) + "}");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the SDK's own parameters are no JSON", impossible);
        }
    }

    @Override
    public BatchAnswer<Optional<String>> upload(BatchLabel label, List<String> entries) throws InterruptedException {
        var file = MultipartField.<InputStream>builder()
                .value(Entries.jsonLines(entries).within(CAPS).stream())
                .filename(label.value() + FILE_SUFFIX)
                .contentType("application/jsonl")
                .build();
        var params = FileCreateParams.builder().purpose(FilePurpose.BATCH).file(file).build();
        var exchange = calls.exchange(UPLOAD,
                (client, options) -> client.files().withRawResponse().create(params, options));
        return wire.answer(exchange, UPLOAD,
                json -> Optional.of(json.path("id").stringValueOpt()).filter(Optional::isPresent));
    }

    @Override
    public BatchAnswer<Batch> create(BatchLabel label, @Nullable String file, List<String> entries)
            throws InterruptedException {
        if (file == null) {
            throw new IllegalArgumentException("OpenAI makes a batch of an uploaded file");
        }
        var metadata = BatchCreateParams.Metadata.builder()
                .putAdditionalProperty(LABEL, JsonValue.from(label.value()))
                .build();
        var params = BatchCreateParams.builder()
                .inputFileId(file)
                .endpoint(BatchCreateParams.Endpoint.of(ENDPOINT))
                .completionWindow(BatchCreateParams.CompletionWindow.of("24h"))
                .metadata(metadata)
                .build();
        return one((client, options) -> client.batches().withRawResponse().create(params, options));
    }

    @Override
    public BatchAnswer<Batch> retrieve(String id) throws InterruptedException {
        var params = BatchRetrieveParams.builder().batchId(id).build();
        return one((client, options) -> client.batches().withRawResponse().retrieve(params, options));
    }

    @Override
    public BatchAnswer<Batch> cancel(String id) throws InterruptedException {
        var params = BatchCancelParams.builder().batchId(id).build();
        return one((client, options) -> client.batches().withRawResponse().cancel(params, options));
    }

    private BatchAnswer<Batch> one(OpenAiCalls.Call<?> call) throws InterruptedException {
        return wire.answer(calls.exchange(QUICK, call), QUICK, replies::batch);
    }

    @Override
    public BatchAnswer<List<Batch>> list(Instant since) throws InterruptedException {
        return wire.list(this::page, QUICK, since, replies::batch, Batch::createdAt);
    }

    private Exchange page(@Nullable String after) throws InterruptedException {
        var params = BatchListParams.builder().limit(PAGE).after(Optional.ofNullable(after)).build();
        return calls.exchange(QUICK, (client, options) -> client.batches().withRawResponse().list(params, options));
    }

    @Override
    public BatchAnswer<List<BatchFile>> uploads(Instant since) throws InterruptedException {
        return wire.list(this::pageOfFiles, QUICK, since, replies::file, BatchFile::createdAt);
    }

    private Exchange pageOfFiles(@Nullable String after) throws InterruptedException {
        var params = FileListParams.builder()
                .purpose("batch")
                .order(FileListParams.Order.DESC)
                .limit(PAGE_OF_FILES)
                .after(Optional.ofNullable(after))
                .build();
        return calls.exchange(QUICK, (client, options) -> client.files().withRawResponse().list(params, options));
    }

    @Override
    public BatchAnswer<Integer> results(Batch batch, Consumer<BatchResult> each) throws InterruptedException {
        int read = 0;
        for (var file : batch.resultFiles()) {
            var params = FileContentParams.builder().fileId(file).build();
            var answer = calls.stream(DOWNLOAD,
                    (client, options) -> client.files().withRawResponse().content(params, options), new Results(each));
            switch (answer) {
                case BatchAnswer.Failed<Integer> failed -> {
                    return failed;
                }
                case BatchAnswer.Done(var lines) -> read += lines;
            }
        }
        return new BatchAnswer.Done<>(read);
    }

    private final class Results implements OpenAiCalls.Reader<BatchAnswer<Integer>> {
        private final Consumer<BatchResult> each;

        private Results(Consumer<BatchResult> each) {
            this.each = each;
        }

        @Override
        public BatchAnswer<Integer> read(HttpResponse response, Capture capture) throws InterruptedException {
            return wire.lines(response.body(), capture, DOWNLOAD, line -> each.accept(replies.result(line)));
        }

        @Override
        public BatchAnswer<Integer> instead(Exchange exchange) {
            return wire.answer(exchange, DOWNLOAD, _ -> Optional.empty());
        }
    }
}
