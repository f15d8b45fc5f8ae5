package dev.penstock.engine;

import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.util.Map;
import java.util.regex.Pattern;

/// Says what is wrong in terms of the builder's methods: the readers of the files speak of files and keys.
final class BuilderProblems {
    private static final String BUILDER = "Penstock.builder()";
    private static final Pattern ENDPOINT = Pattern.compile("endpoints\\.([^.]+)\\.?(.*)");
    private static final Pattern TASK = Pattern.compile("prompts/([^/]+)/(.*)");
    private static final Map<String, String> METHODS = Map.of("api-key", "apiKey", "base-url", "baseUrl",
            "limits.concurrency", "concurrency", "limits.requests-per-minute", "requestsPerMinute", "max-output-tokens",
            "maxOutputTokens", "budget.run-usd", "budgetUsd", "store.url", "store", "user.md", "user", "system.md",
            "system", "schema.json", "schema");

    private BuilderProblems() {}

    static Problem of(String method, String message, String allowed) {
        return new Problem(BUILDER, 0, method, message, allowed);
    }

    static Problem ofEndpoint(String name, String method, String message, String allowed) {
        return new Problem(endpoint(name), 0, method, message, allowed);
    }

    static SettingsException inTermsOfMethods(SettingsException e) {
        return new SettingsException(e.problems().stream().map(BuilderProblems::translated).toList());
    }

    private static Problem translated(Problem problem) {
        var task = TASK.matcher(problem.file());
        if (task.matches()) {
            var file = task.group(2);
            var where = BUILDER + ".task(\"" + task.group(1) + "\")";
            return file.equals("task.yaml")
                    ? moved(problem, where, 0, method(problem.key()))
                    : moved(problem, where + "." + method(file) + "(...)", problem.line(), problem.key());
        }
        var endpoint = ENDPOINT.matcher(problem.key());
        if (problem.file().equals(PenstockConfig.FILE) && endpoint.matches()) {
            return moved(problem, endpoint(endpoint.group(1)), 0, method(endpoint.group(2)));
        }
        return problem.file().equals(PenstockConfig.FILE) ? moved(problem, BUILDER, 0, method(problem.key())) : problem;
    }

    private static Problem moved(Problem problem, String where, int line, String key) {
        return new Problem(where, line, key, spoken(problem.message()), spoken(problem.allowed()));
    }

    private static String spoken(String sentence) {
        return sentence.replace(PenstockConfig.FILE, "this builder");
    }

    private static String endpoint(String name) {
        return BUILDER + ".endpoint(\"" + name + "\")";
    }

    /// A key without a method of its own was given by `setting`, under its own name.
    private static String method(String key) {
        return key.startsWith("alerts.webhooks[") ? "webhook" : METHODS.getOrDefault(key, key);
    }
}
