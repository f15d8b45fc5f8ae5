package dev.penstock.engine.audit;

import dev.penstock.engine.CannotStartException;
import dev.penstock.settings.Spelling;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds out from a file's first rows where the replies stand. What the user says wins; a provider's own form comes
/// next, then the names that teams give such columns.
final class ShapeFinder {
    private static final List<String> AROUND = List.of("response.body", "result.message", "response", "completion",
            "output", "result", "message", "body", "");
    private static final List<String> OUTPUTS = List.of("output", "modeloutput", "llmoutput", "outputtext", "response",
            "modelresponse", "llmresponse", "completion", "result", "answer", "modelanswer", "reply", "prediction",
            "generation", "generated", "generatedtext", "assistant");
    private static final List<String> INPUTS = List.of("input", "prompt", "question", "query", "inputtext", "text",
            "userinput", "usermessage", "request", "content", "document", "ticket", "email", "messages");
    private static final List<String> IDS = List.of("customid", "id", "itemid", "recordid", "requestid", "rowid",
            "uuid",
            "key");
    private static final List<String> STOP_REASONS = List.of("stopreason", "finishreason");
    private static final String META_STOP_REASON = "meta.stopReason";

    private final List<JsonNode> rows;
    private final FieldNames names;
    private final Columns columns;

    private ShapeFinder(List<JsonNode> rows, FieldNames names) {
        this.rows = rows;
        this.names = names;
        this.columns = Columns.of(rows);
    }

    /// @param rows the first ones, at least one
    /// @throws CannotStartException if a field that the user names is in none of them, or the replies cannot be found;
    ///     names the fields that there are
    static RowShape of(List<JsonNode> rows, FieldNames names) {
        return new ShapeFinder(rows, names).shape();
    }

    private RowShape shape() {
        var input = given("--input-field", names.input());
        var id = given("--id-field", names.id());
        return new RowShape(reply(), input.or(() -> named(INPUTS)).orElse(null), id.or(() -> named(IDS)).orElse(null));
    }

    private ReplyPlace reply() {
        var stopReason = given("--stop-reason-field", names.stopReason()).or(this::stopReason).orElse(null);
        var given = given("--output-field", names.output());
        if (given.isPresent()) {
            return new ReplyPlace.Field(given.get(), stopReason);
        }
        return Stream.of(provider(), failedBatch(), field(stopReason), conversation())
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(this::noReply);
    }

    private Optional<FieldPath> given(String option, @Nullable String path) {
        if (path == null) {
            return Optional.empty();
        }
        var field = FieldPath.of(path);
        if (rows.stream().allMatch(row -> field.in(row).isMissingNode())) {
            throw new CannotStartException("no row has the field '" + path + "' (" + option + ")",
                    Spelling.nearest(path, columns.names().toList())
                            .map(near -> "did you mean " + near + "? ")
                            .orElse("") + "fields there: " + columns.shown());
        }
        return Optional.of(field);
    }

    private Optional<FieldPath> named(List<String> known) {
        return columns.named(known).map(FieldPath::of);
    }

    private Optional<FieldPath> stopReason() {
        return named(STOP_REASONS)
                .or(() -> columns.all().contains(META_STOP_REASON)
                        ? Optional.of(FieldPath.of(META_STOP_REASON))
                        : Optional.empty());
    }

    /// The provider's form that most rows have, if any has one.
    private Optional<ReplyPlace> provider() {
        return AROUND.stream()
                .map(FieldPath::of)
                .<ReplyPlace>mapMulti((at, places) -> {
                    places.accept(new ReplyPlace.ChatCompletion(at));
                    places.accept(new ReplyPlace.Message(at));
                    places.accept(new ReplyPlace.Response(at));
                })
                .filter(place -> found(place) > 0)
                .max(Comparator.comparingLong(this::found));
    }

    private long found(ReplyPlace place) {
        return rows.stream().filter(row -> place.in(row).error() == null).count();
    }

    private Optional<ReplyPlace> conversation() {
        var place = new ReplyPlace.Conversation(FieldPath.of("messages"));
        return rows.stream().anyMatch(row -> place.in(row).present()) ? Optional.of(place) : Optional.empty();
    }

    private Optional<ReplyPlace> field(@Nullable FieldPath stopReason) {
        return named(OUTPUTS).map(output -> new ReplyPlace.Field(output, stopReason));
    }

    /// All of a batch's first requests failed, so that none shows where a reply would be.
    private Optional<ReplyPlace> failedBatch() {
        if (!columns.top().contains("custom_id")) {
            return Optional.empty();
        }
        if (rows.stream().anyMatch(row -> row.path("result").path("type").isString())) {
            return Optional.of(new ReplyPlace.Message(FieldPath.of("result.message")));
        }
        return columns.top().containsAll(List.of("response", "error"))
                ? Optional.of(new ReplyPlace.ChatCompletion(FieldPath.of("response.body")))
                : Optional.empty();
    }

    private CannotStartException noReply() {
        if (columns.top().contains("custom_id") && columns.top().contains("body")) {
            return new CannotStartException("these are the requests of a batch, not the replies",
                    "audit the batch's output file; or make a task of the requests: penstock init --from-openai-batch FILE");
        }
        if (columns.top().size() == 1 && columns.top().getFirst().matches(".*[;\t|].*")) {
            return new CannotStartException("the header row has one column: '" + columns.top().getFirst() + "'",
                    "the file seems not to be separated by commas; save it with commas");
        }
        return new CannotStartException("no field of these rows is known to hold the model's output",
                "name it: --output-field " + columns.top().getLast() + "; fields there: " + columns.shown());
    }
}
