package dev.penstock.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.penstock.engine.Figures;
import dev.penstock.engine.PromptSource;
import dev.penstock.prompt.PromptDiff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Two versions of a task side by side: the settings that changed in words, then each file as a unified diff.
final class PromptDiffScreen {
    private static final int CONTEXT = 3;
    private static final String NONE = "/dev/null";
    private static final JsonMapper JSON = new JsonMapper();

    private final String task;
    private final PromptSource old;
    private final PromptSource now;
    private final PromptDiff diff;

    PromptDiffScreen(String task, PromptSource old, PromptSource now) {
        this.task = task;
        this.old = old;
        this.now = now;
        this.diff = PromptDiff.of(old.files(), now.files());
    }

    List<String> lines(Palette palette) {
        var lines = new ArrayList<String>();
        lines.add(palette.strong(task) + "   " + named(old) + " → " + named(now));
        if (diff.empty()) {
            lines.add("  no difference");
            return lines;
        }
        if (same()) {
            lines.add("  the same version: nothing below changes an answer");
        }
        int longest = diff.settings().stream().mapToInt(one -> Columns.width(one.key())).max().orElse(0);
        diff.settings()
                .forEach(one -> lines.add("  " + Columns.pad(TerminalText.oneLine(one.key()), longest) + "  "
                        + value(one.before()) + " → " + value(one.after())));
        for (var file : diff.files()) {
            lines.add("");
            unified(file).forEach(line -> lines.add(coloured(TerminalText.clean(line), palette)));
        }
        return lines;
    }

    private boolean same() {
        return old.version() != null && old.version().equals(now.version());
    }

    private static String named(PromptSource source) {
        var version = source.version() == null ? "does not compile" : Figures.version(source.version());
        return TerminalText
                .oneLine(source.label().contains(version) ? source.label() : source.label() + " (" + version + ")");
    }

    private static String value(@Nullable String value) {
        return value == null ? "(not set)" : TerminalText.oneLine(value);
    }

    private static List<String> unified(PromptDiff.File file) {
        var before = file.linesBefore();
        var after = file.linesAfter();
        return UnifiedDiffUtils.generateUnifiedDiff(file.before() == null ? NONE : file.name(),
                file.after() == null ? NONE : file.name(), before, DiffUtils.diff(before, after), CONTEXT);
    }

    private static String coloured(String line, Palette palette) {
        if (line.startsWith("---") || line.startsWith("+++")) {
            return palette.strong(line);
        }
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '-' -> palette.bad(line);
            case '+' -> palette.good(line);
            case '@' -> palette.name(line);
            default -> line;
        };
    }

    ObjectNode json() {
        var node = JSON.createObjectNode().put("task", task);
        node.putObject("from").put("label", old.label()).put("version", old.version());
        node.putObject("to").put("label", now.label()).put("version", now.version());
        node.put("sameVersion", same());
        var settings = node.putArray("settings");
        diff.settings()
                .forEach(one -> settings.addObject()
                        .put("key", one.key())
                        .put("before", one.before())
                        .put("after", one.after()));
        var files = node.putArray("files");
        diff.files()
                .forEach(file -> files.addObject()
                        .put("file", file.name())
                        .put("change", file.before() == null ? "added" : file.after() == null ? "removed" : "changed")
                        .put("diff", String.join("\n", unified(file)) + "\n"));
        return node;
    }
}
