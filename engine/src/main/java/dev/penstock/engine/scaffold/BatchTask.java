package dev.penstock.engine.scaffold;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputRecords;
import dev.penstock.engine.InputRecords.Format;
import dev.penstock.prompt.TemplateText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes a task of the requests a team sends to OpenAI's batch API: what all of them share becomes the prompt, the rest
/// becomes a variable. Rendered, the task gives the same messages again.
final class BatchTask {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_RECORD_BYTES = 16 << 20;
    private static final int USUAL_CAP = 1024;
    private static final Set<String> TAKEN_OVER = Set.of("model", "messages", "max_tokens", "max_completion_tokens",
            "response_format", "stream");
    private static final String TEXT = "text";
    private static final String INSTRUCTIONS = "instructions";

    private final Path file;
    private final VaryingText system = new VaryingText();
    private final VaryingText user = new VaryingText();
    private final Set<String> models = new TreeSet<>();
    private final Set<String> leftOut = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable BatchRequest first;
    private int cap;

    private BatchTask(Path file) {
        this.file = file;
    }

    /// @throws CannotStartException if the file is not such requests, naming the line
    static TaskDraft draft(Path file, Models known) {
        return new BatchTask(file).draft(known);
    }

    private TaskDraft draft(Models known) {
        requests(this::look);
        var pattern = Objects.requireNonNull(first);
        var files = new LinkedHashMap<String, String>();
        files.put("user.md", template(user, TEXT, user.varies()));
        if (!pattern.system().isBlank() || system.varies()) {
            files.put("system.md", template(system, INSTRUCTIONS, true));
        }
        schema(pattern, files);
        examples(pattern, files);
        var model = model(pattern, known);
        sayWhatWasFound(pattern);
        return new TaskDraft("Derived from the batch requests of " + file.getFileName(), files, model,
                cap(model, known), true, this::items, notes);
    }

    private void look(BatchRequest request) {
        if (first == null) {
            first = request;
            request.turns().stream().filter(BatchRequest.Turn::fromUser).forEach(turn -> user.add(turn.text()));
        } else if (!request.turns().equals(first.turns())) {
            throw new CannotStartException(request.place() + ": the turns before the last message differ from those of "
                    + first.place(), "a task asks once per item; nothing was written");
        }
        system.add(request.system());
        user.add(request.user());
        models.add(request.body().path("model").asString(""));
        request.body().propertyNames().stream().filter(name -> !TAKEN_OVER.contains(name)).forEach(leftOut::add);
        var most = request.maxTokens();
        cap = Math.max(cap, most == null ? 0 : most);
    }

    /// @param fixed whether a text that never differs is fixed; else all of it is the variable
    private static String template(VaryingText text, String variable, boolean fixed) {
        if (!text.varies()) {
            return fixed ? TemplateText.literal(text.prefix()) : "{{ " + variable + " }}";
        }
        return TemplateText.literal(text.prefix()) + "{{ " + variable + " }}" + TemplateText.literal(text.suffix());
    }

    private void items(Consumer<ObjectNode> reader) {
        requests(request -> {
            var item = JsonNodeFactory.instance.objectNode();
            if (!request.id().isEmpty()) {
                item.put("id", request.id());
            }
            item.put(TEXT, user.varies() ? between(user, request.user()) : request.user());
            if (system.varies()) {
                item.put(INSTRUCTIONS, between(system, request.system()));
            }
            reader.accept(item);
        });
    }

    private static String between(VaryingText shared, String text) {
        return text.substring(shared.prefix().length(), text.length() - shared.suffix().length());
    }

    private void schema(BatchRequest pattern, Map<String, String> files) {
        if (pattern.schema() instanceof ObjectNode given) {
            var schema = given.deepCopy();
            schema.remove("$schema");
            files.put("schema.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n");
        } else if (pattern.body().has("response_format")) {
            notes.add("the requests ask for JSON without a schema; write schema.json so that replies are checked");
        }
    }

    /// Few-shot turns of the requests, as examples of the task.
    private void examples(BatchRequest pattern, Map<String, String> files) {
        var turns = pattern.turns();
        if (turns.isEmpty()) {
            return;
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i + 1 < turns.size(); i += 2) {
            example(turns.get(i), turns.get(i + 1), files.containsKey("schema.json")).ifPresent(lines::add);
        }
        if (2 * lines.size() == turns.size()) {
            files.put("examples.jsonl", String.join("\n", lines) + "\n");
            notes.add("the few-shot turns stand in examples.jsonl");
        } else {
            notes.add("the earlier turns of the conversation were left out; write them as examples.jsonl");
        }
    }

    private Optional<String> example(BatchRequest.Turn question, BatchRequest.Turn answer, boolean json) {
        if (!question.fromUser() || answer.fromUser() || !fits(question.text())) {
            return Optional.empty();
        }
        var example = JsonNodeFactory.instance.objectNode();
        example.putObject("input").put(TEXT, user.varies() ? between(user, question.text()) : question.text());
        try {
            example.set("output", json
                    ? JSON.readTree(answer.text())
                    : JsonNodeFactory.instance.stringNode(answer.text()));
            return Optional.of(example.toString());
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private boolean fits(String message) {
        return !user.varies() || (message.length() >= user.prefix().length() + user.suffix().length()
                && message.startsWith(user.prefix()) && message.endsWith(user.suffix()));
    }

    /// The model of the requests if it can be priced and still answers; a run of another would be refused.
    private String model(BatchRequest pattern, Models known) {
        var asked = pattern.body().path("model").asString("");
        if (models.size() > 1) {
            notes.add("the requests name several models (" + String.join(", ", models) + "); the task has one");
        }
        if (known.usable(asked)) {
            return asked;
        }
        var undated = asked.replaceFirst("-\\d{4}-\\d{2}-\\d{2}$", "");
        var instead = known.usable(undated) ? undated : Models.OPENAI;
        notes.add("model '" + asked + "' has no price here or is retired: the task asks for " + instead
                + "; prices.yaml can add one");
        return instead;
    }

    private int cap(String model, Models known) {
        if (cap == 0) {
            notes.add("the requests set no max_completion_tokens; the task has " + USUAL_CAP + ": make it tight");
        }
        return Math.min(cap == 0 ? USUAL_CAP : cap, known.mostOutputTokens(model));
    }

    private void sayWhatWasFound(BatchRequest pattern) {
        notes.addFirst(user.varies()
                ? "what all user messages share stands in user.md; the rest is the variable text"
                : "all user messages are the same, so the whole message is the variable text");
        if (system.varies()) {
            notes.add("the system messages differ too: what differs is the variable instructions");
        }
        if (!leftOut.isEmpty()) {
            notes.add("left out, because a task does not set it: " + String.join(", ", leftOut));
        }
        if (pattern.id().isEmpty()) {
            notes.add("the requests have no custom_id; Penstock makes ids of its own");
        }
    }

    private void requests(Consumer<BatchRequest> reader) {
        try (var records = InputRecords.open(file, Format.JSONL, MAX_RECORD_BYTES)) {
            boolean any = false;
            for (var record = records.next(); record != null; record = records.next()) {
                var failure = record.failure();
                if (failure != null) {
                    throw new CannotStartException(failure.detail(), "mend the line; nothing was written");
                }
                var place = file.getFileName() + ":" + record.item().line();
                reader.accept(BatchRequest.read(place, JSON.readTree(record.item().record())));
                any = true;
            }
            if (!any) {
                throw new CannotStartException(file + " has no requests", "nothing was written");
            }
        }
    }
}
