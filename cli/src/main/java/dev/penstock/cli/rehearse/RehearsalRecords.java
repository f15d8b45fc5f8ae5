package dev.penstock.cli.rehearse;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputPreview;
import dev.penstock.engine.Project;
import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a rehearsal feeds to the task.
///
/// @param source where they are from, for people: `12 golden cases`
/// @param records each with an id
/// @param answers the right ones with the ids of their records, as far as golden cases know them
record RehearsalRecords(String source, List<ObjectNode> records, List<ObjectNode> answers) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ID = "id";
    private static final int MOST_VARIABLES = 50;

    RehearsalRecords {
        records = List.copyOf(records);
        answers = List.copyOf(answers);
    }

    /// The first usable records of a file.
    ///
    /// @throws CannotStartException if the file cannot be read or has none
    static RehearsalRecords of(Path input, int atMost, int maxRecordBytes) {
        var records = InputPreview.items(input, atMost, maxRecordBytes)
                .stream()
                .map(item -> ((ObjectNode) JSON.readTree(item.record())).put(ID, item.id()))
                .toList();
        return new RehearsalRecords("of " + input.getFileName(), records, List.of());
    }

    /// The task's golden cases; without any, records made for its template.
    ///
    /// @throws CannotStartException if no record can be made that the template renders
    static RehearsalRecords of(Project project, Prompt prompt) throws IOException {
        var file = project.directory().resolve("prompts").resolve(prompt.task()).resolve("cases.jsonl");
        var cases = Files.exists(file) ? cases(Files.readAllLines(file)) : List.<ObjectNode>of();
        return cases.isEmpty() ? madeFor(prompt) : ofCases(cases);
    }

    private static List<ObjectNode> cases(List<String> lines) {
        return lines.stream().filter(line -> !line.isBlank()).map(line -> (ObjectNode) JSON.readTree(line)).toList();
    }

    private static RehearsalRecords ofCases(List<ObjectNode> cases) {
        var records = cases.stream().map(one -> withId(one.path("input"), one)).toList();
        var expected = cases.stream()
                .filter(one -> one.path("expect").isObject() && hasText(one.path("input")))
                .map(one -> withId(one.path("expect"), one))
                .toList();
        return new RehearsalRecords("of the golden cases (cases.jsonl)", records, expected);
    }

    private static ObjectNode withId(JsonNode object, ObjectNode from) {
        return ((ObjectNode) object.deepCopy()).put(ID, from.path(ID).asString(""));
    }

    private static boolean hasText(JsonNode input) {
        return input.values().stream().anyMatch(field -> !field.asString("").isBlank() && field.isString());
    }

    /// Gives the template whatever variables it asks for.
    private static RehearsalRecords madeFor(Prompt prompt) {
        var record = JSON.createObjectNode().put(ID, "made");
        for (var tries = 0; tries < MOST_VARIABLES; tries++) {
            var missing = missingVariable(prompt, record);
            if (missing.isEmpty()) {
                break;
            }
            record.put(missing, "A " + missing.replace('_', ' ') + " made up for the rehearsal: the parcel A-77821"
                    + " has not come, and the customer asks for 12.50 back.");
        }
        if (!(prompt.render(new Item("rehearsal", 0, 1, "made", record.toString())) instanceof Rendering.Ready)) {
            throw new CannotStartException(
                    "no record could be made up that the template of " + prompt.task() + " renders",
                    "give a few of yours with --input FILE, or write golden cases: prompts/" + prompt.task()
                            + "/cases.jsonl");
        }
        return new RehearsalRecords("made up from the template's variables", List.of(record), List.of());
    }

    /// Empty when none is, or when something else is wrong.
    private static String missingVariable(Prompt prompt, ObjectNode record) {
        var rendering = prompt.render(new Item("rehearsal", 0, 1, "made", record.toString()));
        if (rendering instanceof Rendering.Failed(Failure.TemplateError(_, var evidence))
                && evidence.getFirst().rule().equals("missing-variable")) {
            var name = evidence.getFirst().path().substring(1);
            return record.has(name) ? "" : name;
        }
        return "";
    }

    /// So many records as a file: the ones there are, again and again, each with an id of its own.
    void write(int count, Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            for (var i = 0; i < count; i++) {
                var record = records.get(i % records.size());
                var round = i / records.size();
                var id = record.path(ID).asString("") + (round == 0 ? "" : "~" + (round + 1));
                out.write(record.deepCopy().put(ID, id).toString());
                out.write('\n');
            }
        }
    }
}
