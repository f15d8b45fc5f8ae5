package dev.penstock.prompt;

import dev.penstock.provider.Message;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Compiles the files of one task and collects what is wrong with any of them.
final class Compiler {
    private final String task;
    private final String folder;
    private final Map<String, String> files;
    private final List<Problem> problems = new ArrayList<>();

    /// @param files with line endings normalised
    Compiler(String task, Map<String, String> files) {
        this.task = task;
        this.folder = CompiledTask.folder(task);
        this.files = files;
    }

    CompiledTask compile() {
        var file = taskFile();
        var schema = schema();
        var user = template(CompiledTask.USER, true);
        var system = template(CompiledTask.SYSTEM, false);
        if (file != null && schema != null) {
            problems.addAll(SchemaFields.unknown(folder, file, schema));
        }
        var examples = user == null ? List.<Message>of() : examples(user, schema);
        if (file == null || user == null || !problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new CompiledTask(task, file, version(file, schema), files, user, system, schema, examples);
    }

    private @Nullable TaskFile taskFile() {
        var text = files.get(TaskFile.NAME);
        if (text == null) {
            problems.add(new Problem(folder + TaskFile.NAME, 0, "", "the file is missing", "every task needs one"));
            return null;
        }
        try {
            return TaskFile.read(folder + TaskFile.NAME, text, files.containsKey(CompiledTask.SCHEMA));
        } catch (SettingsException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    private @Nullable JsonNode schema() {
        var text = files.get(CompiledTask.SCHEMA);
        if (text == null) {
            return null;
        }
        var read = SchemaFile.read(folder + CompiledTask.SCHEMA, text);
        problems.addAll(read.problems());
        return read.schema();
    }

    private @Nullable Template template(String name, boolean required) {
        var source = files.get(name);
        if (source == null || source.isBlank()) {
            if (required || source != null) {
                problems.add(new Problem(folder + name, 0, "",
                        source == null ? "the file is missing" : "the file is empty",
                        required ? "every task needs one: the prompt of one item" : "write the prompt, or delete it"));
            }
            return null;
        }
        try {
            return Template.compile(name, source);
        } catch (Template.FaultException e) {
            problems.add(problem(e.fault()));
            return null;
        }
    }

    private List<Message> examples(Template user, @Nullable JsonNode schema) {
        var turns = new ArrayList<Message>();
        var jsonLines = JsonLines.read(folder + CompiledTask.EXAMPLES, files.getOrDefault(CompiledTask.EXAMPLES, ""));
        problems.addAll(jsonLines.problems());
        for (var line : jsonLines.lines()) {
            example(line, user, schema, turns);
        }
        return List.copyOf(turns);
    }

    private void example(JsonLines.Line line, Template user, @Nullable JsonNode schema, List<Message> turns) {
        var output = line.value().get("output");
        if (!(line.value().get("input") instanceof ObjectNode input) || output == null) {
            problems.add(line.problem("", "an example needs `input` (an object) and `output`", ""));
            return;
        }
        if (schema != null) {
            problems.addAll(SchemaFile.violations(schema, output, line, "output"));
        } else if (!output.isString()) {
            problems.add(line.problem("output", "must be a text, because the task has no schema.json", ""));
        }
        try {
            var id = line.value().path("id").asString("example-" + line.number());
            var rendered = user.render(Variables.of(input, id));
            rendered.cuts()
                    .forEach(cut -> problems.add(line.problem("input", "`" + cut + "` is cut by fit", "shorten it")));
            turns.add(Message.user(rendered.text()));
            turns.add(Message.assistant(schema == null ? output.asString("") : output.toString()));
        } catch (Template.FaultException e) {
            problems.add(line.problem("input", "cannot be rendered with " + e.fault().place() + ": "
                    + e.fault().message(), ""));
        }
    }

    private Problem problem(Template.Fault fault) {
        return new Problem(folder + fault.file(), fault.line(), "", "the template does not compile: " + fault.message(),
                "");
    }

    private String version(TaskFile file, @Nullable JsonNode schema) {
        var parts = new TreeMap<>(files);
        parts.put(TaskFile.NAME, file.canonical());
        if (schema != null) {
            parts.put(CompiledTask.SCHEMA, schema.toString());
        }
        return PromptVersion.of(parts);
    }
}
