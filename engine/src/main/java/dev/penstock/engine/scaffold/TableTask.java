package dev.penstock.engine.scaffold;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputRecords;
import dev.penstock.engine.InputRecords.Format;
import dev.penstock.settings.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes a task of a table: one column is what the model should answer, the others are what it is asked about.
final class TableTask {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_RECORD_BYTES = 16 << 20;
    private static final int CASES = 5;
    private static final int LABEL_TOKENS = 100;
    private static final int TEXT_TOKENS = 1000;
    private static final List<String> OUTPUTS = List.of("label", "output", "answer", "expected", "expectedoutput",
            "target", "gold", "category", "class", "classification", "intent", "topic", "sentiment", "priority",
            "response", "completion", "result", "reply", "summary");
    private static final List<String> IDS = List.of("id", "rowid", "itemid", "recordid", "uuid", "key", "customid");

    private final Path file;
    private final @Nullable String wantedOutput;
    private final SequencedMap<String, TableColumn> columns = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private long skipped;

    private TableTask(Path file, @Nullable String wantedOutput) {
        this.file = file;
        this.wantedOutput = wantedOutput;
    }

    /// @param output the column the model should fill in; null to find it
    /// @throws CannotStartException if the file is no table with rows, or has no such column
    static TaskDraft draft(Path file, @Nullable String output, String model) {
        return new TableTask(file, output).draft(model);
    }

    private TaskDraft draft(String model) {
        look();
        var output = output();
        var id = id(output);
        var inputs = columns.keySet()
                .stream()
                .filter(column -> !Optional.of(column).equals(output) && !Optional.of(column).equals(id))
                .toList();
        if (inputs.isEmpty()) {
            throw new CannotStartException(file + " leaves no column to ask about: it has " + shown(),
                    "name the one the model should fill in: --output-field COLUMN; nothing was written");
        }
        var names = VariableNames.of(Stream.concat(inputs.stream(), output.stream()).toList());
        var files = new LinkedHashMap<String, String>();
        files.put("user.md", userTemplate(inputs, names));
        output.ifPresent(column -> answers(column, names, inputs, id, files));
        files.putIfAbsent("system.md", "Answer from what the record says, and from nothing else.\n");
        sayWhatWasFound(inputs, names, output, id);
        boolean labels = output.filter(column -> column(column).holdsLabels()).isPresent();
        return new TaskDraft("Derived from the table " + file.getFileName(), files, model,
                labels ? LABEL_TOKENS : TEXT_TOKENS, false, reader -> items(inputs, names, id, reader), notes);
    }

    private void look() {
        rows(row -> row.properties()
                .forEach(cell -> columns.computeIfAbsent(cell.getKey(), _ -> new TableColumn())
                        .add(cell.getValue().asString(""))));
        if (columns.isEmpty()) {
            throw new CannotStartException(
                    file + (skipped == 0 ? " has no rows" : " has no row that can be read"),
                    skipped == 0
                            ? "it needs a header row and rows; nothing was written"
                            : "is it saved as UTF-8, with as many fields in each row as in the header? nothing was written");
        }
        if (columns.size() == 1 && columns.firstEntry().getKey().matches(".*[;\t|].*")) {
            throw new CannotStartException("the header row has one column: '" + columns.firstEntry().getKey() + "'",
                    "the file seems not to be separated by commas; save it with commas; nothing was written");
        }
    }

    private Optional<String> output() {
        if (wantedOutput != null) {
            if (!columns.containsKey(wantedOutput)) {
                throw new CannotStartException("there is no column '" + wantedOutput + "' (--output-field)",
                        Spelling.nearest(wantedOutput, columns.keySet())
                                .map(near -> "did you mean " + near + "? ")
                                .orElse("") + "columns there: " + shown() + "; nothing was written");
            }
            return Optional.of(wantedOutput);
        }
        return OUTPUTS.stream()
                .flatMap(name -> columns.keySet()
                        .stream()
                        .filter(column -> TableColumn.isNamed(column, Stream.of(name))))
                .findFirst()
                .or(() -> Optional.of(columns.lastEntry())
                        .filter(last -> columns.size() > 1 && last.getValue().holdsLabels())
                        .map(Map.Entry::getKey));
    }

    private Optional<String> id(Optional<String> output) {
        return columns.keySet()
                .stream()
                .filter(column -> !Optional.of(column).equals(output) && column(column).isUnique())
                .filter(column -> TableColumn.isNamed(column, IDS.stream())
                        || column.strip().toLowerCase(Locale.ROOT).matches(".*[_ -]id"))
                .findFirst();
    }

    private static String userTemplate(List<String> inputs, Map<String, String> names) {
        return inputs.stream()
                .map(names::get)
                .map(name -> "<" + name + ">\n{{ " + name + " }}\n</" + name + ">\n")
                .collect(Collectors.joining());
    }

    private void answers(String output, Map<String, String> names, List<String> inputs, Optional<String> id,
            Map<String, String> files) {
        var name = Objects.requireNonNull(names.get(output));
        boolean labels = column(output).holdsLabels();
        files.put("schema.json", schema(output, name, labels));
        files.put("system.md", labels
                ? "Choose the one " + name + " that fits the record best. Answer only from what the record says.\n"
                : "Write the " + name + " of the record. Answer only from what the record says.\n");
        files.put("cases.jsonl", cases(output, name, inputs, names, id));
    }

    private String schema(String output, String name, boolean labels) {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        var property = schema.putObject("properties").putObject(name).put("type", "string");
        if (labels) {
            var values = property.putArray("enum");
            column(output).labels().forEach(values::add);
        }
        schema.putArray("required").add(name);
        schema.put("additionalProperties", false);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    }

    /// The first rows with an answer; of labels, one row each.
    private String cases(String output, String name, List<String> inputs, Map<String, String> names,
            Optional<String> id) {
        var lines = new ArrayList<String>();
        var seen = new HashSet<String>();
        boolean labels = column(output).holdsLabels();
        rows(row -> {
            var answer = cell(row, output).strip();
            if (lines.size() < CASES && !answer.isEmpty() && (!labels || seen.add(answer))) {
                var line = JsonNodeFactory.instance.objectNode();
                line.put("id",
                        "case-" + (lines.size() + 1) + id.map(column -> "-" + cell(row, column).strip()).orElse(""));
                line.set("input", record(row, inputs, names));
                line.putObject("expect").put(name, answer);
                lines.add(line.toString());
            }
        });
        return String.join("\n", lines) + "\n";
    }

    private void items(List<String> inputs, Map<String, String> names, Optional<String> id,
            Consumer<ObjectNode> reader) {
        rows(row -> {
            var item = JsonNodeFactory.instance.objectNode();
            id.ifPresent(column -> item.put("id", cell(row, column).strip()));
            item.setAll(record(row, inputs, names));
            reader.accept(item);
        });
    }

    private static ObjectNode record(ObjectNode row, List<String> inputs, Map<String, String> names) {
        var record = JsonNodeFactory.instance.objectNode();
        inputs.forEach(column -> record.put(names.get(column), cell(row, column)));
        return record;
    }

    private static String cell(ObjectNode row, String column) {
        return row.path(column).asString("");
    }

    private TableColumn column(String name) {
        return Objects.requireNonNull(columns.get(name));
    }

    private void sayWhatWasFound(List<String> inputs, Map<String, String> names, Optional<String> output,
            Optional<String> id) {
        inputs.stream()
                .filter(column -> !column.equals(names.get(column)))
                .forEach(column -> notes.add("column '" + column + "' is the variable " + names.get(column)));
        notes.add(id.map(column -> "column '" + column + "' is the id")
                .orElse("no column is an id; Penstock makes ids of its own"));
        notes.add(output.map(this::saidAnswer)
                .orElse("no column looks like an answer, so replies are free text; name one: --output-field COLUMN"));
        if (skipped > 0) {
            notes.add((skipped == 1 ? "1 row" : skipped + " rows")
                    + " could not be read and left out; which: penstock audit "
                    + file.getFileName());
        }
    }

    private String saidAnswer(String output) {
        return "column '" + output + "' is the answer: " + (column(output).holdsLabels()
                ? "one of " + column(output).labels().size() + " labels, an enum in schema.json"
                : "a text") + "; some of its rows are golden cases";
    }

    private String shown() {
        return String.join(", ", columns.keySet());
    }

    private void rows(Consumer<ObjectNode> reader) {
        skipped = 0;
        try (var records = InputRecords.open(file, Format.CSV, MAX_RECORD_BYTES)) {
            for (var record = records.next(); record != null; record = records.next()) {
                if (record.failure() == null && JSON.readTree(record.item().record()) instanceof ObjectNode row) {
                    reader.accept(row);
                } else {
                    skipped++;
                }
            }
        }
    }
}
