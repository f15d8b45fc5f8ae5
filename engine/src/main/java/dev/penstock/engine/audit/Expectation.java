package dev.penstock.engine.audit;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.check.Placeholders;
import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Project;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What the outputs of a file are held against.
///
/// @param label as a screen names it, such as `task ticket-triage`; empty when there is neither task nor schema
/// @param checks null when the rows themselves show whether they are JSON or free text
/// @param language the outputs should be in; null for any
public record Expectation(String label, @Nullable Checks checks, @Nullable String language) {
    /// What a task of the registry asks.
    ///
    /// @throws dev.penstock.settings.SettingsException if there is no such task, or it has problems
    public static Expectation ofTask(Project project, String task) {
        var prompt = project.registry().prompt(task);
        return new Expectation("task " + task + language(prompt.settings().checks().language()), project.checks(prompt),
                prompt.settings().checks().language());
    }

    /// What a schema asks.
    ///
    /// @param name of its file
    /// @throws CannotStartException if the schema or the language cannot be used
    public static Expectation ofSchema(String name, JsonNode schema, @Nullable String language) {
        checks(null, language);
        return new Expectation("schema " + name + language(language), checks(name, unwrapped(schema), language),
                language);
    }

    /// What holds for every output: it is there, whole, an answer, and holds no placeholder.
    ///
    /// @throws CannotStartException if the language cannot be used
    public static Expectation ofAnyTask(@Nullable String language) {
        checks(null, language);
        return new Expectation("", null, language);
    }

    private static String language(@Nullable String code) {
        return code == null ? "" : ", language " + code;
    }

    boolean known() {
        return checks != null;
    }

    /// @param json whether the rows show that JSON is wanted; asked only when nothing else says so
    Checks checks(boolean json) {
        return checks != null ? checks : checks(json ? JsonNodeFactory.instance.objectNode() : null, language);
    }

    private static Checks checks(String name, JsonNode schema, @Nullable String language) {
        try {
            return Checks.of(new CheckSettings(Placeholders.REJECT, language), schema);
        } catch (IllegalArgumentException e) {
            throw new CannotStartException(name + ": the " + e.getMessage(),
                    "check it and its $ref; nothing was read");
        }
    }

    private static Checks checks(@Nullable JsonNode schema, @Nullable String language) {
        try {
            return Checks.of(new CheckSettings(Placeholders.REJECT, language), schema);
        } catch (IllegalArgumentException e) {
            throw new CannotStartException(String.valueOf(e.getMessage()).replace("checks.language", "--language"),
                    "nothing was read");
        }
    }

    /// OpenAI's `response_format` wraps a schema in its name.
    private static JsonNode unwrapped(JsonNode schema) {
        var wrapped = schema.path("json_schema").isObject() ? schema.path("json_schema") : schema;
        return wrapped.path("schema").isObject() && !wrapped.has("properties") ? wrapped.path("schema") : schema;
    }
}
