package dev.penstock.prompt;

import dev.penstock.prompt.TaskSettings.Batching;
import dev.penstock.prompt.TaskSettings.Call;
import dev.penstock.prompt.TaskSettings.Fallback;
import dev.penstock.prompt.TaskSettings.Mode;
import dev.penstock.prompt.TaskSettings.Repair;
import dev.penstock.prompt.TaskSettings.Retry;
import dev.penstock.prompt.TaskSettings.Samples;
import dev.penstock.prompt.TaskSettings.StopIf;
import dev.penstock.provider.OutputMode;
import dev.penstock.settings.Section;
import dev.penstock.settings.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `task.yaml` as read.
///
/// @param canonical its parsed meaning without what cannot change an answer (description, samples, stop-if, mode, batch), the
///     same for files that mean the same
/// @param lines of the keys that lint talks about
record TaskFile(TaskSettings settings, String canonical, Map<String, Integer> lines) {
    static final String NAME = "task.yaml";

    private static final int MOST_TOKENS = 10_000_000;
    private static final int MOST_LOOKED_AT = 100_000;
    /// The keys of a call that lint talks about.
    private static final List<String> CALL_KEYS = List.of("model", "max-output-tokens", "max-output-tokens-ceiling",
            "endpoint", "output");

    /// Environment variables are not replaced here: a version must mean the same everywhere.
    ///
    /// @throws dev.penstock.settings.SettingsException if the file has a problem
    static TaskFile read(String file, String text, boolean hasSchema) {
        return Settings.read(file, text, root -> of(root, hasSchema));
    }

    int line(String key) {
        return lines.getOrDefault(key, 0);
    }

    private static TaskFile of(Section root, boolean hasSchema) {
        var call = call(root, hasSchema);
        var entries = root.sectionList("fallback");
        var fallbacks = entries.stream().map(entry -> fallback(entry, call, hasSchema)).toList();
        refuseRepeated(entries, call, fallbacks);
        var settings = new TaskSettings(root.text("description").orElse(""), mode(root), call, fallbacks,
                retry(root.section("retry")), repair(root.section("repair")),
                ChecksSection.read(root.section("checks"), hasSchema), stopIf(root), samples(root.section("samples")),
                batching(root.section("batch")));
        return new TaskFile(settings,
                root.canonical("description", "samples", "stop-if", "mode", "batch").toString(),
                lines(root, entries));
    }

    private static Map<String, Integer> lines(Section root, List<Section> fallbacks) {
        var lines = new HashMap<>(ChecksSection.lines(root));
        CALL_KEYS.forEach(key -> lines.put(key, root.line(key)));
        for (int i = 0; i < fallbacks.size(); i++) {
            var entry = fallbacks.get(i);
            var place = fallbackPlace(i);
            CALL_KEYS.forEach(key -> lines.put(place + key, entry.line(key)));
        }
        return Map.copyOf(lines);
    }

    /// What stands before the keys of a fallback when one of them is named.
    static String fallbackPlace(int index) {
        return "fallback[" + index + "].";
    }

    /// Who asks the same model of the same endpoint again gets nothing new.
    private static void refuseRepeated(List<Section> entries, Call call, List<Fallback> fallbacks) {
        var seen = new HashSet<>(Set.of(call.endpoint() + "/" + call.model()));
        for (int i = 0; i < entries.size(); i++) {
            var other = fallbacks.get(i).call();
            if (!seen.add(other.endpoint() + "/" + other.model())) {
                entries.get(i)
                        .problem("model", "'" + other.model() + "' of endpoint '" + other.endpoint()
                                + "' is asked before already", "name another endpoint or model");
            }
        }
    }

    private static Fallback fallback(Section entry, Call task, boolean hasSchema) {
        var cap = entry.integer("max-output-tokens", 1, MOST_TOKENS).orElse(task.maxOutputTokens());
        var ceiling = task.maxOutputTokensCeiling();
        var call = new Call(entry.requiredText("endpoint"), entry.requiredText("model"), cap,
                ceiling != null && ceiling > cap ? ceiling : null, output(entry, hasSchema), task.timeout());
        return new Fallback(call, entry.duration("after").orElse(Fallback.DEFAULT_AFTER),
                entry.bool("content-failures").orElse(false));
    }

    private static @Nullable StopIf stopIf(Section root) {
        if (root.isSection("stop-if")) {
            var section = root.section("stop-if");
            return new StopIf(section.percent("dead-letters").orElse(StopIf.DEFAULT.deadLetters()),
                    section.integer("of-last", 1, MOST_LOOKED_AT).orElse(StopIf.DEFAULT.ofLast()));
        }
        if (root.text("stop-if").filter("off"::equals).isPresent()) {
            return null;
        }
        return new StopIf(root.percent("stop-if").orElse(StopIf.DEFAULT.deadLetters()), StopIf.DEFAULT.ofLast());
    }

    private static Mode mode(Section root) {
        return root.choice("mode", "sync", "batch", "auto").flatMap(Mode::of).orElse(Mode.AUTO);
    }

    private static Batching batching(Section section) {
        return new Batching(section.duration("poll").orElse(Batching.DEFAULT.poll()),
                section.duration("max-wait").orElse(null));
    }

    private static Call call(Section root, boolean hasSchema) {
        var cap = root.requiredInteger("max-output-tokens", 1, MOST_TOKENS);
        return new Call(root.requiredText("endpoint"), root.requiredText("model"), cap, ceiling(root, cap),
                output(root, hasSchema), root.duration("timeout").orElse(Call.DEFAULT_TIMEOUT));
    }

    private static @Nullable Integer ceiling(Section root, int cap) {
        var ceiling = root.integer("max-output-tokens-ceiling", 1, MOST_TOKENS).orElse(null);
        if (ceiling != null && ceiling <= cap) {
            root.problem("max-output-tokens-ceiling",
                    "must be more than max-output-tokens (" + cap + "), was '" + ceiling + "'",
                    "raise it or remove it");
            return null;
        }
        return ceiling;
    }

    private static @Nullable OutputMode output(Section root, boolean hasSchema) {
        var word = root.choice("output", "auto", "json-schema", "tool", "json-mode", "prompt", "text").orElse("auto");
        if (word.equals("auto")) {
            return null;
        }
        if (word.equals("text") && hasSchema) {
            root.problem("output", "is 'text', but the task has a schema.json", "use auto, or delete schema.json");
        }
        if (!word.equals("text") && !hasSchema) {
            root.problem("output", "is '" + word + "', but the task has no schema.json",
                    "add schema.json, or use auto or text");
        }
        return OutputMode.of(word).orElseThrow();
    }

    private static Retry retry(Section section) {
        return new Retry(section.integer("max-attempts", 1, 100).orElse(Retry.DEFAULT.maxAttempts()),
                section.duration("deadline").orElse(Retry.DEFAULT.deadline()));
    }

    private static Repair repair(Section section) {
        return new Repair(section.integer("max-attempts", 0, 5).orElse(Repair.DEFAULT.maxAttempts()));
    }

    private static Samples samples(Section section) {
        return new Samples(section.share("rate").orElse(null),
                section.integer("max-per-day", 0, Integer.MAX_VALUE).orElse(Samples.DEFAULT.maxPerDay()));
    }
}
