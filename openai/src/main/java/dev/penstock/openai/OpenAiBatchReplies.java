package dev.penstock.openai;

import dev.penstock.item.Failure;
import dev.penstock.provider.ErrorBody;
import dev.penstock.provider.OneLine;
import dev.penstock.provider.Rejection;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchFile;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.provider.batch.BatchResult;
import dev.penstock.provider.batch.BatchWire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Derives what OpenAI says about batches, files and results. Pure, and never throws whatever the JSON is.
///
/// @param scrub takes the key out of a text
record OpenAiBatchReplies(UnaryOperator<String> scrub) {
    private static final Set<String> ENDED = Set.of("failed", "completed", "expired", "cancelled");
    /// Too much waits in the queue already: later there is room again.
    private static final String QUEUE_FULL = "token_limit_exceeded";
    private static final int LONGEST = 200;

    /// Empty when the JSON is no batch.
    Optional<Batch> batch(JsonNode json) {
        var id = json.path("id").stringValueOpt();
        var status = json.path("status").stringValueOpt();
        var createdAt = time(json.path("created_at"));
        if (id.isEmpty() || status.isEmpty() || createdAt == null) {
            return Optional.empty();
        }
        var problems = json.path("errors").path("data");
        var failure = status.get().equals("failed") ? failure(problems.path(0)) : null;
        return Optional.of(new Batch(id.get(), status.get(), ENDED.contains(status.get()), failure,
                label(json.path("metadata")), json.path("input_file_id").stringValueOpt().orElse(null),
                counts(json.path("request_counts")), createdAt, time(json.path(status.get() + "_at")),
                time(json.path("expires_at")), resultFiles(json),
                problems.valueStream().map(this::problem).toList()));
    }

    private static @Nullable BatchLabel label(JsonNode metadata) {
        return BatchLabel.parse(metadata.path(OpenAiBatches.LABEL).asString("")).orElse(null);
    }

    private static Batch.Counts counts(JsonNode counts) {
        return new Batch.Counts(counts.path("total").asInt(0), counts.path("completed").asInt(0),
                counts.path("failed").asInt(0));
    }

    /// Both: an expired or cancelled batch has good results that were paid for, and one that completed may have none.
    private static List<String> resultFiles(JsonNode json) {
        return Stream.of("output_file_id", "error_file_id")
                .flatMap(name -> json.path(name).stringValueOpt().stream())
                .toList();
    }

    /// As the same error would mean on a call of its own.
    private Failure failure(JsonNode problem) {
        var error = ErrorBody.of(problem);
        boolean full = error.isAny(Set.of(QUEUE_FULL));
        var named = new ErrorBody(error.names(), error.param(), null);
        return new Rejection(full ? 429 : 400, named, false, null, problem(problem)).failure();
    }

    /// The provider's sentence only where it is about no line, so that it cannot quote one.
    private String problem(JsonNode problem) {
        var error = ErrorBody.of(problem);
        var line = new StringBuilder(String.join(" ", error.names()));
        if (problem.path("line").isIntegralNumber()) {
            line.append(" in line ").append(problem.path("line").asLong());
        } else if (error.message() != null) {
            line.append(": ").append(OneLine.of(error.message(), LONGEST));
        }
        return scrub.apply(line.isEmpty() ? "failed, and no reason is given" : line.toString());
    }

    private static @Nullable Instant time(JsonNode seconds) {
        return seconds.canConvertToLong() ? Instant.ofEpochSecond(seconds.asLong()) : null;
    }

    /// Empty when the JSON is no file.
    Optional<BatchFile> file(JsonNode json) {
        var id = json.path("id").stringValueOpt();
        var createdAt = time(json.path("created_at"));
        if (id.isEmpty() || createdAt == null) {
            return Optional.empty();
        }
        var name = json.path("filename").asString("");
        var label = name.endsWith(OpenAiBatches.FILE_SUFFIX)
                ? BatchLabel.parse(name.substring(0, name.length() - OpenAiBatches.FILE_SUFFIX.length()))
                : Optional.<BatchLabel>empty();
        return Optional.of(new BatchFile(id.get(), label.orElse(null), createdAt));
    }

    /// What a line of either file of results says.
    BatchResult result(Optional<JsonNode> line) {
        var json = line.orElse(JsonNodeFactory.instance.missingNode());
        var id = json.path("custom_id").asString("");
        var response = json.path("response");
        var error = json.path("error");
        if (response.path("status_code").isInt() && response.path("body").isContainer()) {
            var headers = response.path("request_id")
                    .stringValueOpt()
                    .map(request -> Map.of("x-request-id", List.of(request)))
                    .orElse(Map.of());
            return BatchWire.answered(id, response.path("status_code").intValue(), headers, response.path("body"));
        }
        return switch (error.path("code").asString("")) {
            case "batch_expired" -> new BatchResult.NotRun(id, BatchResult.NotRun.Why.EXPIRED);
            case "batch_cancelled", "batch_canceled" -> new BatchResult.NotRun(id, BatchResult.NotRun.Why.CANCELLED);
            default -> error.isObject() ? errored(id, error) : new BatchResult.Unreadable(id);
        };
    }

    /// An error without a response.
    private static BatchResult errored(String id, JsonNode error) {
        var body = JsonNodeFactory.instance.objectNode();
        body.set("error", error);
        return BatchWire.answered(id, OpenAiReplies.fittingStatus(ErrorBody.of(body)), Map.of(), body);
    }
}
