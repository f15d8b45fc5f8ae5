package dev.penstock.prompt;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.prompt.TaskSettings.Checks;
import dev.penstock.prompt.TaskSettings.InputComplete;
import dev.penstock.prompt.TaskSettings.InputPlaceholders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What is wrong with a record before anything is sent: text that should have been filled in, and text that was cut off.
///
/// @param flags what a reviewer should know: `input-placeholder:<field>`, `input-incomplete:<field>`
/// @param failure why it must not be sent; null when it may
record RecordCheck(List<String> flags, @Nullable Failure failure) {
    private static final int SHOWN = 80;

    static RecordCheck of(ObjectNode record, Checks checks) {
        var placeholders = placeholders(record, checks.inputPlaceholders());
        return placeholders.failure() == null ? placeholders.and(incomplete(record, checks)) : placeholders;
    }

    private RecordCheck and(RecordCheck other) {
        var all = new ArrayList<>(flags);
        all.addAll(other.flags());
        return new RecordCheck(List.copyOf(all), other.failure());
    }

    private static RecordCheck placeholders(ObjectNode record, InputPlaceholders mode) {
        if (mode == InputPlaceholders.OFF) {
            return new RecordCheck(List.of(), null);
        }
        var found = LiteralPlaceholder.inRecord(record);
        return found.isEmpty() || mode == InputPlaceholders.FLAG
                ? new RecordCheck(found.stream().map(each -> "input-placeholder:" + each.field()).distinct().toList(),
                        null)
                : new RecordCheck(List.of(), placeholder(found));
    }

    private static Failure placeholder(List<LiteralPlaceholder> found) {
        var evidence = found.stream()
                .map(each -> new Evidence("placeholder", "input-placeholder", "/" + each.field(),
                        "the record holds a literal placeholder instead of a value", each.text()))
                .toList();
        return new Failure.BadInput("a literal placeholder in field " + found.getFirst().field(), evidence);
    }

    private static RecordCheck incomplete(ObjectNode record, Checks checks) {
        var flags = new ArrayList<String>();
        for (var field : checks.inputComplete().entrySet()) {
            var value = record.path(field.getKey());
            if (!value.isString() || Sentences.isComplete(value.stringValue())) {
                continue;
            }
            if (field.getValue() == InputComplete.REJECT) {
                return new RecordCheck(List.of(), cutOff(field.getKey(), value.stringValue().strip()));
            }
            flags.add("input-incomplete:" + field.getKey());
        }
        return new RecordCheck(flags, null);
    }

    private static Failure cutOff(String field, String text) {
        var from = text.length() <= SHOWN ? 0 : text.offsetByCodePoints(text.length(), -SHOWN / 2);
        var end = (from > 0 ? "…" : "") + text.substring(from);
        var evidence = new Evidence("input", "incomplete", "/" + field,
                "`" + field + "` must not end in the middle of a sentence, and it ends: \"" + end + "\"", end);
        return new Failure.BadInput("field " + field + " ends in the middle of a sentence", List.of(evidence));
    }
}
