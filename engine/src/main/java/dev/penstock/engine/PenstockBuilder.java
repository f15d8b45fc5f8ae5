package dev.penstock.engine;

import dev.penstock.prompt.Registry;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Penstock without files: endpoints, tasks and settings given by a program, and judged by the same rules.
///
/// ```java
/// var penstock = Penstock.builder()
///         .endpoint("claude", claude -> claude.anthropic(System.getenv("ANTHROPIC_API_KEY")))
///         .task("triage", task -> task.model("claude-haiku-4-5")
///                 .maxOutputTokens(300)
///                 .user("Triage this ticket:\n{{ ticket }}")
///                 .schema(Triage.class))
///         .store(Path.of("data/penstock.db"))
///         .build();
/// ```
///
/// Not safe for use by several threads; what it builds is.
public final class PenstockBuilder {
    private final SettingsTree settings = new SettingsTree();
    private final Map<String, EndpointBuilder> endpoints = new LinkedHashMap<>();
    private final Map<String, TaskBuilder> tasks = new LinkedHashMap<>();
    private final List<Hook> webhooks = new ArrayList<>();
    private @Nullable Path store;
    private boolean temporary;

    PenstockBuilder() {}

    /// An address that takes alerts; kept in memory only, as it may be a secret.
    private record Hook(String method, String format, @Nullable String url, @Nullable String secret) {
        boolean isMissing() {
            return url == null || url.isBlank();
        }

        /// As an entry of `alerts.webhooks`, with its secrets in variables of these names.
        Map<String, String> settings(String urlVariable, String secretVariable) {
            var settings = new LinkedHashMap<>(Map.of("url", "${" + urlVariable + "}", "format", format));
            if (secret != null) {
                settings.put("secret", "${" + secretVariable + "}");
            }
            return settings;
        }
    }

    /// Adds an endpoint, or says more about one.
    public PenstockBuilder endpoint(String name, Consumer<EndpointBuilder> endpoint) {
        endpoint.accept(endpoints.computeIfAbsent(name, _ -> new EndpointBuilder()));
        return this;
    }

    /// Adds a task, or says more about one.
    ///
    /// @param name lower-case letters, digits and dashes, at most 64
    public PenstockBuilder task(String name, Consumer<TaskBuilder> task) {
        task.accept(tasks.computeIfAbsent(name, _ -> new TaskBuilder()));
        return this;
    }

    /// The file everything is recorded in, created if it is not there. Runs over files write to `out/` beside it. A
    /// `penstock.yaml` whose `store.url` names the file makes `penstock report` and its companions work on it.
    public PenstockBuilder store(Path file) {
        store = file;
        temporary = false;
        return this;
    }

    /// A store that is deleted when Penstock is closed: for tests, and where nobody will ask what happened.
    public PenstockBuilder temporaryStore() {
        store = null;
        temporary = true;
        return this;
    }

    /// The most that a run may cost, and the most that a day of generations of one prompt version may cost.
    public PenstockBuilder budgetUsd(String dollars) {
        return setting("budget.run-usd", new BigDecimal(dollars).toPlainString());
    }

    /// Tells a Slack channel when something needs a person; the incoming webhook's address is a secret, and kept as one.
    ///
    /// @param url null, as from an environment variable that is not set, is reported by [#build]
    public PenstockBuilder slackWebhook(@Nullable String url) {
        webhooks.add(new Hook("slackWebhook", "slack", url, null));
        return this;
    }

    /// Tells any receiver when something needs a person, as JSON; see docs/guide.md, "Somebody is told".
    ///
    /// @param url as in [#slackWebhook]
    public PenstockBuilder webhook(@Nullable String url) {
        return webhook(url, null);
    }

    /// As [#webhook(String)], signed.
    ///
    /// @param secret 24 to 64 bytes in Base64, `whsec_` before them or not; null to sign nothing
    public PenstockBuilder webhook(@Nullable String url, @Nullable String secret) {
        webhooks.add(new Hook("webhook", "json", url, secret));
        return this;
    }

    /// Prices of models that the shipped table does not have, in the format of docs/configuration.md.
    public PenstockBuilder prices(Path file) {
        return setting("prices", file.toAbsolutePath().toString());
    }

    /// Any other key of `penstock.yaml`, as docs/configuration.md has it.
    ///
    /// @param key dotted, such as `store.retention`
    public PenstockBuilder setting(String key, Object value) {
        settings.set(key, value instanceof String text ? text.replace("${", "$${") : value);
        return this;
    }

    /// Checks everything and opens the store. Nothing is sent.
    ///
    /// @throws SettingsException if anything is wrong, with every problem, each naming the method that was given it
    /// @throws dev.penstock.store.StoreLockedException if another engine works on the store
    /// @throws dev.penstock.store.StoreException if the store cannot be used; the message says what to do
    public Penstock build() {
        refuseMissing();
        return store == null ? buildTemporary(TemporaryFolder.create()) : build(store, () -> {});
    }

    private Penstock buildTemporary(TemporaryFolder folder) {
        Penstock built = null;
        try {
            built = build(folder.path().resolve("penstock.db"), folder::close);
            return built;
        } finally {
            if (built == null) {
                folder.close();
            }
        }
    }

    private Penstock build(Path file, Runnable afterClose) {
        try {
            return Penstock.open(project(file.toAbsolutePath().normalize()), afterClose);
        } catch (SettingsException e) {
            throw BuilderProblems.inTermsOfMethods(e);
        }
    }

    private Project project(Path storeFile) {
        settings.set("store.url", "sqlite:" + storeFile.toString().replace("${", "$${"));
        var keys = new HashMap<String, String>();
        var all = new SettingsTree();
        endpoints.forEach((name, endpoint) -> {
            var variable = "KEY_" + keys.size();
            keys.put(variable, String.valueOf(endpoint.apiKey()));
            all.set(name, endpoint.settings(variable));
        });
        settings.set("endpoints", all);
        if (!webhooks.isEmpty()) {
            settings.set("alerts.webhooks", hooks(keys));
        }
        var directory = storeFile.getParent() == null ? storeFile : storeFile.getParent();
        var config = PenstockConfig.read(directory, settings.toString(), keys::get);
        var project = Project.of(config, Registry.of(files()), Clock.systemUTC());
        refuse(tasks.keySet().stream().flatMap(task -> project.lint().task(task).errors().stream()).toList());
        return project;
    }

    private List<Map<String, String>> hooks(Map<String, String> keys) {
        var hooks = new ArrayList<Map<String, String>>();
        for (var hook : webhooks) {
            var url = "WEBHOOK_" + hooks.size();
            var secret = "SECRET_" + hooks.size();
            keys.put(url, String.valueOf(hook.url()));
            keys.put(secret, String.valueOf(hook.secret()));
            hooks.add(hook.settings(url, secret));
        }
        return hooks;
    }

    private Map<String, Map<String, String>> files() {
        var files = new HashMap<String, Map<String, String>>();
        tasks.forEach((name, task) -> {
            if (!task.namesEndpoint() && endpoints.size() == 1) {
                task.endpoint(endpoints.keySet().iterator().next());
            }
            files.put(name, task.files());
        });
        return files;
    }

    /// What no reader of a file can find.
    private void refuseMissing() {
        var problems = new ArrayList<Problem>();
        if (endpoints.isEmpty()) {
            problems.add(BuilderProblems.of("endpoint", "is missing", "name one, such as .endpoint(\"claude\", ...)"));
        }
        endpoints.forEach((name, endpoint) -> {
            if (endpoint.lacksKey()) {
                problems.add(BuilderProblems.ofEndpoint(name, "apiKey", "is null or blank",
                        "is the environment variable it comes from set?"));
            }
        });
        webhooks.stream()
                .filter(Hook::isMissing)
                .forEach(hook -> problems.add(BuilderProblems.of(hook.method(), "is null or blank",
                        "is the environment variable it comes from set?")));
        if (tasks.isEmpty()) {
            problems.add(BuilderProblems.of("task", "is missing", "name one, such as .task(\"triage\", ...)"));
        }
        tasks.keySet()
                .stream()
                .filter(name -> !Registry.isTaskName(name))
                .forEach(name -> problems.add(BuilderProblems
                        .of("task", "cannot be called '" + name + "'",
                                "allowed: lower-case letters, digits, dashes, at most 64")));
        if (store == null && !temporary) {
            problems.add(BuilderProblems.of("store", "is missing",
                    "name a file with .store(path), or .temporaryStore() where nobody will ask what happened"));
        }
        refuse(problems);
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }
}
