package dev.penstock.prompt;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.OutputMode;
import dev.penstock.provider.OutputPlan;
import dev.penstock.provider.Request;
import dev.penstock.settings.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One version of a task, compiled and ready to be rendered for any number of items. Immutable; safe for use by many
/// threads.
public final class Prompt {
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

    private final String task;
    private final CompiledTask compiled;
    private final TaskSettings settings;
    private final String place;
    private final Asking asking;

    /// @param place what stands in `task.yaml` before the keys of its call; empty for the task's own
    private Prompt(String task, CompiledTask compiled, TaskSettings settings, String place, OutputPlan plan) {
        this.task = task;
        this.compiled = compiled;
        this.settings = settings;
        this.place = place;
        this.asking = Asking.of(compiled, plan);
    }

    /// Compiles a task from its files: a folder of the registry, or the files a store keeps with a version.
    ///
    /// @param files content by file name; files that cannot change an answer are ignored
    /// @throws dev.penstock.settings.SettingsException if any file has a problem, with the problems of all of them
    public static Prompt compile(String task, Map<String, String> files) {
        var compiled = CompiledTask.of(task, files);
        return unplaced(task, compiled, compiled.file().settings(), "");
    }

    private static Prompt unplaced(String task, CompiledTask compiled, TaskSettings settings, String place) {
        var wanted = settings.call().output();
        var usual = compiled.schema() == null ? OutputMode.TEXT : OutputMode.JSON_SCHEMA;
        return new Prompt(task, compiled, settings, place, OutputPlan.unplaced(wanted == null ? usual : wanted));
    }

    /// The same version of the task as each of its fallbacks is asked it, in order; their [#settings] hold the fallback's
    /// call.
    public List<Prompt> fallbacks() {
        var all = compiled.file().settings().fallbacks();
        return IntStream.range(0, all.size())
                .mapToObj(i -> unplaced(task, compiled, settings.with(all.get(i).call()), TaskFile.fallbackPlace(i)))
                .toList();
    }

    /// The same prompt, asking as the plan says: what an endpoint and a model make of `output`. Until then it asks as
    /// `output` says, and `auto` is `json-schema` for a task with a schema.
    public Prompt asking(OutputPlan plan) {
        return new Prompt(task, compiled, settings, place, plan);
    }

    /// The name of the task: its folder in the registry.
    public String task() {
        return task;
    }

    public TaskSettings settings() {
        return settings;
    }

    /// `sha256:` and 64 hex digits over `task.yaml` by its meaning (without comments, key order and description),
    /// `user.md`, `system.md`, `examples.jsonl`, and `schema.json` without its white space. The order of the keys of a
    /// schema counts: models answer in it.
    public String version() {
        return compiled.version();
    }

    /// The files that make the version, by name, with line endings normalised: what a store keeps.
    public Map<String, String> files() {
        return compiled.files();
    }

    /// The output schema as the user wrote it; null for free text.
    public @Nullable JsonNode schema() {
        return compiled.schema();
    }

    /// What the wire says about the form of the reply. The schema goes by the task's name.
    public OutputFormat outputFormat() {
        return asking.format();
    }

    /// How the reply is asked for.
    public OutputPlan plan() {
        return asking.plan();
    }

    /// A problem with a key of its call in the task's `task.yaml`, at its line.
    public Problem problem(String key, String message, String allowed) {
        return new Problem(CompiledTask.folder(task) + TaskFile.NAME, compiled.file().line(place + key), place + key,
                message, allowed);
    }

    /// Every word inside the tags of its templates: the fields of a record that it uses are among them.
    public Set<String> words() {
        var sources = compiled.files().get(CompiledTask.USER) + compiled.files().getOrDefault(CompiledTask.SYSTEM, "");
        return Template.tags(sources)
                .filter(tag -> !tag.group().startsWith("{#"))
                .flatMap(tag -> WORD.matcher(Template.withoutTexts(tag.group())).results())
                .map(MatchResult::group)
                .collect(Collectors.toUnmodifiableSet());
    }

    CompiledTask compiled() {
        return compiled;
    }

    /// Renders the prompt for one item. Never throws for what a record holds.
    public Rendering render(Item item) {
        ObjectNode record;
        try {
            if (!(Variables.JSON.readTree(item.record()) instanceof ObjectNode object)) {
                return notARecord("the record is not a JSON object");
            }
            record = object;
        } catch (JacksonException _) {
            return notARecord("the record is not JSON");
        }
        var checked = RecordCheck.of(record, settings().checks());
        if (checked.failure() != null) {
            return new Rendering.Failed(checked.failure());
        }
        try {
            var flags = new LinkedHashSet<>(checked.flags());
            return new Rendering.Ready(request(record, item.id(), flags), List.copyOf(flags));
        } catch (Template.FaultException e) {
            return new Rendering.Failed(templateError(e.fault(), record));
        }
    }

    private Request request(ObjectNode record, String id, Set<String> flags) throws Template.FaultException {
        var variables = Variables.of(record, id);
        var system = compiled.system() == null ? null : rendered(compiled.system(), variables, flags);
        var messages = new ArrayList<Message>(compiled.examples());
        messages.add(Message.user(rendered(compiled.user(), variables, flags)));
        var call = settings().call();
        return new Request(call.model(), asking.system(system), messages, call.maxOutputTokens(), asking.format(),
                call.timeout(), asking.fixedBytes(), asking.cached());
    }

    private static String rendered(Template template, Map<String, Object> variables, Set<String> flags)
            throws Template.FaultException {
        var rendered = template.render(variables);
        rendered.cuts().forEach(cut -> flags.add("input-cut:" + cut));
        return rendered.text();
    }

    private static Rendering notARecord(String message) {
        return new Rendering.Failed(new Failure.BadInput(message, List.of()));
    }

    /// Names only, no values; names are cut, because a record may hold anything.
    private static Failure templateError(Template.Fault fault, ObjectNode record) {
        var missing = !fault.variable().isEmpty();
        var names = record.properties()
                .stream()
                .filter(field -> !field.getValue().isNull())
                .map(field -> clean(field.getKey()))
                .limit(50)
                .toList();
        var message = missing
                ? fault.place() + " needs `" + fault.variable() + "`, which this record does not have (or is null)"
                : fault.place() + " cannot be rendered for this record: " + fault.message();
        return new Failure.TemplateError(message, List.of(new Evidence("template",
                missing ? "missing-variable" : "rendering", missing ? "/" + fault.variable() : "",
                message + "; the record has: " + String.join(", ", names), null)));
    }

    private static String clean(String name) {
        var printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 60 ? printable.substring(0, 60) + "…" : printable;
    }
}
