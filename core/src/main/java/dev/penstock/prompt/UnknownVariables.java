package dev.penstock.prompt;

import dev.penstock.settings.Problem;
import dev.penstock.settings.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Finds variables that a template needs, and fields that a check looks at, which the first record of an input does not
/// have: a slip of the pen that would dead-letter every item of a run, or let every item pass.
final class UnknownVariables {
    private UnknownVariables() {}

    static List<Problem> in(Prompt prompt, @Nullable String firstRecord) {
        var record = firstRecord == null ? null : object(firstRecord);
        if (record == null) {
            return List.of();
        }
        var problems = new ArrayList<Problem>(fields(prompt, record));
        problems.addAll(in(prompt, prompt.compiled().user(), record));
        var system = prompt.compiled().system();
        if (system != null) {
            problems.addAll(in(prompt, system, record));
        }
        return problems;
    }

    /// Fields that must be complete, and that the record does not have.
    private static List<Problem> fields(Prompt prompt, ObjectNode record) {
        return prompt.settings()
                .checks()
                .inputComplete()
                .keySet()
                .stream()
                .filter(field -> !record.has(field))
                .map(field -> field(prompt, field, record))
                .toList();
    }

    private static Problem field(Prompt prompt, String field, ObjectNode record) {
        var key = "checks.input-complete." + field;
        var guess = Spelling.nearest(field, List.copyOf(record.propertyNames()));
        return new Problem(CompiledTask.folder(prompt.task()) + TaskFile.NAME, prompt.compiled().file().line(key), key,
                "the input has no such field", guess.map(name -> "did you mean " + name + "? ").orElse("")
                        + "the first record has: " + String.join(", ", record.propertyNames()));
    }

    /// Renders again and again, each time with one more unknown variable given, until no other is missing. A field that is
    /// null in this record is known: whether it may be null is the matter of each item.
    private static List<Problem> in(Prompt prompt, Template template, ObjectNode record) {
        var variables = new HashMap<>(Variables.of(record, "first"));
        record.propertyNames().forEach(name -> variables.putIfAbsent(name, ""));
        var known = new TreeSet<>(variables.keySet());
        var problems = new ArrayList<Problem>();
        var fault = fault(template, variables);
        while (fault != null && fault.topLevel() && variables.putIfAbsent(fault.variable(), "") == null) {
            var guess = Spelling.nearest(fault.variable(), known).map(name -> "did you mean `" + name + "`? ");
            problems.add(new Problem(CompiledTask.folder(prompt.task()) + fault.file(), fault.line(), "",
                    "unknown variable `" + fault.variable() + "`",
                    guess.orElse("") + "the first record has: " + String.join(", ", record.propertyNames())));
            fault = fault(template, variables);
        }
        return problems;
    }

    private static Template.@Nullable Fault fault(Template template, Map<String, Object> variables) {
        try {
            template.render(variables);
            return null;
        } catch (Template.FaultException e) {
            return e.fault();
        }
    }

    private static @Nullable ObjectNode object(String json) {
        try {
            return Variables.JSON.readTree(json) instanceof ObjectNode object ? object : null;
        } catch (JacksonException _) {
            return null;
        }
    }
}
