package dev.penstock.prompt;

import dev.penstock.prompt.TaskSettings.Checks;
import dev.penstock.prompt.TaskSettings.GroundedField;
import dev.penstock.prompt.TaskSettings.Grounding;
import dev.penstock.prompt.TaskSettings.InputComplete;
import dev.penstock.prompt.TaskSettings.InputPlaceholders;
import dev.penstock.prompt.TaskSettings.Placeholders;
import dev.penstock.settings.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `checks` of `task.yaml`.
final class ChecksSection {
    /// What a free-text task grounds: the reply.
    private static final String WHOLE_REPLY = "output";
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

    private final Section section;
    private final boolean hasSchema;

    private ChecksSection(Section section, boolean hasSchema) {
        this.section = section;
        this.hasSchema = hasSchema;
    }

    static Checks read(Section section, boolean hasSchema) {
        return new ChecksSection(section, hasSchema).read();
    }

    private Checks read() {
        section.notSupportedYet("rules");
        return new Checks(
                section.choice("placeholders", "reject", "omit", "flag", "off")
                        .map(word -> Placeholders.valueOf(enumName(word)))
                        .orElse(Checks.DEFAULT.placeholders()),
                section.choice("input-placeholders", "flag", "reject", "off")
                        .map(word -> InputPlaceholders.valueOf(enumName(word)))
                        .orElse(Checks.DEFAULT.inputPlaceholders()),
                inputComplete(), language(), grounding(), section.texts("allow-literals"));
    }

    /// The lines of the keys that are names of fields, by dotted path.
    static Map<String, Integer> lines(Section root) {
        var lines = new LinkedHashMap<String, Integer>();
        for (var key : List.of("grounding", "input-complete")) {
            var fields = root.section("checks").section(key);
            fields.names().forEach(name -> lines.put("checks." + key + "." + name, fields.line(name)));
        }
        return lines;
    }

    private Map<String, InputComplete> inputComplete() {
        var fields = section.section("input-complete");
        var modes = new LinkedHashMap<String, InputComplete>();
        fields.names()
                .forEach(name -> fields.choice(name, "flag", "reject")
                        .ifPresent(word -> modes.put(name, InputComplete.valueOf(enumName(word)))));
        return modes;
    }

    private @Nullable String language() {
        var code = section.text("language").orElse(null);
        if (code != null && !LANGUAGES.contains(code)) {
            section.problem("language", "must be a language code of two letters (ISO 639-1), was '" + code + "'",
                    "such as en, de, es");
            return null;
        }
        return code;
    }

    private List<GroundedField> grounding() {
        var section = this.section.section("grounding");
        var fields = new ArrayList<GroundedField>();
        for (var name : section.names()) {
            section.choice(name, "extract", "number", "quote", "off")
                    .ifPresent(word -> fields
                            .add(new GroundedField(name, pointer(name), Grounding.valueOf(enumName(word)))));
        }
        if (!hasSchema) {
            fields.stream().map(GroundedField::key).filter(key -> !key.equals(WHOLE_REPLY)).forEach(this::noField);
        }
        return fields;
    }

    private String pointer(String name) {
        return name.equals(WHOLE_REPLY) && !hasSchema ? "" : SchemaFields.pointer(name);
    }

    private void noField(String key) {
        section.section("grounding")
                .problem(key, "the task has no schema.json, so its reply has no fields, was '" + key + "'",
                        "ground the whole reply with `" + WHOLE_REPLY + "`, or add schema.json");
    }

    private static String enumName(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
