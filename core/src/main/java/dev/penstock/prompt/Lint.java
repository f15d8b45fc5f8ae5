package dev.penstock.prompt;

import dev.penstock.item.Item;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds what is wrong with a task before money is spent on it. What an endpoint's provider cannot express of a schema is
/// not known here; whoever knows the provider adds it.
public final class Lint {
    private static final String CASES = "cases.jsonl";
    private static final Pattern TODO = Pattern.compile("\\bTODO\\b");
    private static final Set<String> KNOWN_FILES = knownFiles();

    private final Registry registry;
    private final ModelFacts models;
    private final LocalDate today;

    /// @param today the day for which models must be priced and not retired
    public Lint(Registry registry, ModelFacts models, LocalDate today) {
        this.registry = registry;
        this.models = models;
        this.today = today;
    }

    /// What was found. Errors stop a start; warnings do not.
    public record Findings(List<Problem> errors, List<Problem> warnings) {
        public Findings {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }
    }

    /// Checks a task on its own.
    ///
    /// @throws SettingsException if there is no such task
    public Findings task(String task) {
        return task(task, null);
    }

    /// Checks a task, and that its templates fit an input.
    ///
    /// @param firstRecord the first record of a run's input as JSON; null when there is none. A record that is not a JSON
    ///     object is left to the run
    /// @throws SettingsException if there is no such task
    public Findings task(String task, @Nullable String firstRecord) {
        var warnings = new ArrayList<Problem>();
        var errors = new ArrayList<Problem>();
        strangeFiles(task, warnings);
        try {
            var prompt = registry.prompt(task);
            literalPlaceholders(prompt, errors);
            sameForEveryItem(prompt, warnings);
            errors.addAll(UnknownVariables.in(prompt, firstRecord));
            cases(prompt, errors);
            new ModelLint(models, today).check(prompt, errors, warnings);
        } catch (SettingsException e) {
            errors.addAll(e.problems());
        }
        return new Findings(errors, warnings);
    }

    private void strangeFiles(String task, List<Problem> warnings) {
        for (var name : registry.fileNames(task)) {
            if (!KNOWN_FILES.contains(name) && !name.startsWith(".") && !name.startsWith("README")) {
                warnings.add(new Problem(CompiledTask.folder(task) + name, 0, "", "the file is not used",
                        "a task's files are " + String.join(", ", KNOWN_FILES)));
            }
        }
    }

    private static void literalPlaceholders(Prompt prompt, List<Problem> errors) {
        for (var name : List.of(CompiledTask.USER, CompiledTask.SYSTEM)) {
            var text = Template.textOutsideTags(prompt.files().getOrDefault(name, ""));
            Stream.concat(LiteralPlaceholder.in("", text).stream(), todos(text))
                    .filter(found -> !prompt.settings().checks().allowLiterals().contains(found.text()))
                    .map(found -> literalPlaceholder(CompiledTask.folder(prompt.task()) + name, text, found))
                    .forEach(errors::add);
        }
    }

    private static void sameForEveryItem(Prompt prompt, List<Problem> warnings) {
        var sources = prompt.files().get(CompiledTask.USER) + prompt.files().getOrDefault(CompiledTask.SYSTEM, "");
        if (Template.tags(sources).allMatch(tag -> tag.group().startsWith("{#"))) {
            warnings.add(new Problem(CompiledTask.folder(prompt.task()) + CompiledTask.USER, 0, "",
                    "names no variable: every item gets the same prompt",
                    "name a field of the record, such as {{ text }}, or {{ input }} for all of it"));
        }
    }

    private static Stream<LiteralPlaceholder> todos(String text) {
        return TODO.matcher(text).results().map(match -> new LiteralPlaceholder("", match.group(), match.start()));
    }

    private static Problem literalPlaceholder(String file, String text, LiteralPlaceholder found) {
        return new Problem(file, Template.line(text, found.offset()), "",
                "literal placeholder `" + found.text() + "` would be sent as it is",
                "a variable is written {{ name }}; if the text is meant, list it under checks.allow-literals");
    }

    private void cases(Prompt prompt, List<Problem> errors) {
        var text = registry.file(prompt.task(), CASES);
        var cases = JsonLines.read(CompiledTask.folder(prompt.task()) + CASES, text == null ? "" : text);
        errors.addAll(cases.problems());
        var ids = new TreeSet<String>();
        for (var line : cases.lines()) {
            var input = line.value().get("input");
            if (input == null || !input.isObject() || !line.value().has("expect")) {
                errors.add(line.problem("", "a case needs `id`, `input` (an object) and `expect`", ""));
                continue;
            }
            var id = line.value().path("id").asString("");
            if (id.isEmpty() || !ids.add(id)) {
                errors.add(
                        line.problem("id", id.isEmpty() ? "is missing" : "is used twice", "give each case its own id"));
            }
            if (prompt.schema() != null) {
                errors.addAll(SchemaFile.contradictions(prompt.schema(), line.value().path("expect"), line, "expect"));
            }
            var item = new Item("lint", line.number(), line.number(), id, input.toString());
            if (prompt.render(item) instanceof Rendering.Failed(var failure)) {
                errors.add(line.problem("input", failure.detail(), ""));
            }
        }
    }

    private static Set<String> knownFiles() {
        var known = new TreeSet<>(CompiledTask.FILES);
        known.add(CASES);
        return known;
    }
}
