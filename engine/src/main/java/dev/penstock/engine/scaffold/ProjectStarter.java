package dev.penstock.engine.scaffold;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.EndpointConfig;
import dev.penstock.engine.PenstockConfig;
import dev.penstock.engine.Project;
import dev.penstock.ledger.PriceTable;
import dev.penstock.settings.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes the files of a new project, or a new task into an existing one. Overwrites nothing.
public final class ProjectStarter {
    /// The endpoints of a new project; the first is what a task gets when nobody names one.
    public static final List<String> NEW_ENDPOINTS = List.of("simulator", "claude", "gpt");

    private static final String TASK_NAME = "[a-z0-9][a-z0-9-]{0,63}";
    private static final String GITIGNORE = ".gitignore";
    private static final List<String> IGNORED = List.of(".penstock/", "out/");

    private final Wish wish;
    private final Function<String, @Nullable String> env;
    private final @Nullable PenstockConfig config;
    private final Models models;
    private final NewFiles files;

    /// What somebody wants.
    ///
    /// @param task null for a name made of what it is derived from
    /// @param endpoint the task's; null for the simulator
    /// @param openAiBatch requests to derive the task from; null for none
    /// @param csv a table to derive the task from; null for none
    /// @param outputColumn of the table, the one the model should fill in; null to find it
    public record Wish(Path directory, @Nullable String task, @Nullable String endpoint, @Nullable Path openAiBatch,
            @Nullable Path csv, @Nullable String outputColumn) {}

    /// What became of it.
    ///
    /// @param input the records to try the task with, relative to the directory
    /// @param created files written, relative to the directory
    /// @param kept what was there already
    /// @param notes what was found out on the way
    /// @param simulated whether the task asks the simulator, which costs nothing
    /// @param problems what lint says about the task; errors only
    public record Started(String task, String input, List<String> created, List<String> kept, List<String> notes,
            boolean simulated, List<Problem> problems) {
        public Started {
            created = List.copyOf(created);
            kept = List.copyOf(kept);
            notes = List.copyOf(notes);
            problems = List.copyOf(problems);
        }
    }

    private ProjectStarter(Wish wish, Function<String, @Nullable String> env, Clock clock) {
        this.wish = wish;
        this.env = env;
        this.config = Files.exists(wish.directory().resolve(PenstockConfig.FILE))
                ? PenstockConfig.load(wish.directory(), env)
                : null;
        var prices = config == null ? PriceTable.shipped() : config.prices();
        this.files = new NewFiles(wish.directory());
        this.models = new Models(prices, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /// Derives the task first and writes after, so that a file that cannot be used changes nothing.
    ///
    /// @param env an environment variable's value, null when it is not set
    /// @throws CannotStartException if what is wished for cannot be; nothing was written
    /// @throws dev.penstock.settings.SettingsException if there is a `penstock.yaml` already and it has a problem
    public static Started start(Wish wish, Function<String, @Nullable String> env, Clock clock) {
        return new ProjectStarter(wish, env, clock).start();
    }

    private Started start() {
        refuseContradictions();
        var task = task();
        var endpoint = endpoint();
        var draft = draft(endpoint);
        refuseOverwriting(task);
        writeConfig(draft);
        writeTask(task, endpoint, draft);
        files.write(input(task), draft::writeInput);
        writeIgnored();
        var project = Project.open(wish.directory(), env);
        return new Started(task, input(task), files.created(), files.kept(), draft.notes(),
                project.config().endpoint(endpoint).simulated(), project.lint().task(task).errors());
    }

    /// A made-up task may be there already; a derived one is wanted as derived.
    private void refuseOverwriting(String task) {
        boolean derived = wish.csv() != null || wish.openAiBatch() != null;
        if (derived && (files.exist(folder(task)) || files.exist(input(task)))) {
            throw new CannotStartException("there is " + (files.exist(folder(task)) ? folder(task) : input(task))
                    + " already", "give the new task another name: --task NAME; nothing was written");
        }
    }

    private void refuseContradictions() {
        if (Files.exists(wish.directory()) && !Files.isDirectory(wish.directory())) {
            throw new CannotStartException(wish.directory() + " is a file", "give a folder; nothing was written");
        }
        if (wish.csv() != null && wish.openAiBatch() != null) {
            throw new CannotStartException("a task comes from one file", "give --from-csv or --from-openai-batch");
        }
        if (wish.outputColumn() != null && wish.csv() == null) {
            throw new CannotStartException("--output-field names a column of a table", "give it with --from-csv");
        }
    }

    private String task() {
        var given = wish.task();
        if (given != null && !given.matches(TASK_NAME)) {
            throw new CannotStartException("'" + given + "' is not a task's name",
                    "allowed: lower-case letters, digits and dashes, at most 64; nothing was written");
        }
        var source = wish.csv() != null ? wish.csv() : wish.openAiBatch();
        return given != null ? given : source == null ? StarterTask.NAME : named(source);
    }

    private static String named(Path file) {
        var plain = String.valueOf(file.getFileName())
                .replaceFirst("\\.[A-Za-z0-9]+$", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return plain.isEmpty() ? "task" : plain.substring(0, Math.min(plain.length(), 64)).replaceAll("-+$", "");
    }

    /// The simulator, so that the first run costs nothing, unless somebody says otherwise.
    private String endpoint() {
        var given = wish.endpoint();
        var names = config == null ? NEW_ENDPOINTS : config.endpoints().keySet().stream().sorted().toList();
        if (given != null && !names.contains(given)) {
            throw new CannotStartException("there is no endpoint '" + given + "'",
                    "allowed: " + String.join(", ", names) + "; nothing was written");
        }
        if (given != null) {
            return given;
        }
        return config == null ? names.getFirst() : simulator(config).orElse(names.getFirst());
    }

    private static Optional<String> simulator(PenstockConfig config) {
        return config.endpoints()
                .values()
                .stream()
                .filter(EndpointConfig::simulated)
                .map(EndpointConfig::name)
                .min(Comparator.naturalOrder());
    }

    private TaskDraft draft(String endpoint) {
        if (wish.openAiBatch() != null) {
            return BatchTask.draft(wish.openAiBatch(), models);
        }
        var model = speaksOpenAi(endpoint) ? Models.OPENAI : Models.ANTHROPIC;
        return wish.csv() == null ? StarterTask.draft(model) : TableTask.draft(wish.csv(), wish.outputColumn(), model);
    }

    private boolean speaksOpenAi(String endpoint) {
        if (config != null) {
            return config.endpoint(endpoint).provider().equals("openai");
        }
        return endpoint.equals("gpt") || (endpoint.equals("simulator") && onlyOpenAi());
    }

    private boolean onlyOpenAi() {
        return isSet("OPENAI_API_KEY") && !isSet("ANTHROPIC_API_KEY");
    }

    private boolean isSet(String variable) {
        var value = env.apply(variable);
        return value != null && !value.isBlank();
    }

    private void writeConfig(TaskDraft draft) {
        files.write(PenstockConfig.FILE, ProjectConfigText.of(draft.openAi() || onlyOpenAi(),
                name -> name.equals(wish.endpoint())
                        || isSet(name.equals("claude") ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY")));
    }

    /// All of a task or nothing: half of two tasks is none.
    private void writeTask(String task, String endpoint, TaskDraft draft) {
        if (files.exist(folder(task))) {
            files.keep(folder(task), "");
            return;
        }
        files.write(folder(task) + "task.yaml", taskYaml(endpoint, draft));
        new TreeMap<>(draft.files()).forEach((name, text) -> files.write(folder(task) + name, text));
    }

    private static String taskYaml(String endpoint, TaskDraft draft) {
        return """
                description: %s
                endpoint: %-22s # an endpoint of penstock.yaml
                model: %s
                max-output-tokens: %-13d # of one reply; a run's budget is reserved for it, so keep it tight
                timeout: 60s
                retry: { max-attempts: 4, deadline: 30m }
                repair: { max-attempts: 1 }      # a reply that fails a check is shown to the model once
                checks:
                  placeholders: reject           # "N/A", [NAME] and the like are no answer
                  input-placeholders: flag
                """.formatted(quoted(draft.description()), endpoint, draft.model(), draft.maxOutputTokens());
    }

    /// File names may hold what YAML reads as its own.
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9 ._-]+") ? text : "'" + text.replace("'", "''") + "'";
    }

    private void writeIgnored() {
        if (!files.exist(GITIGNORE)) {
            files.write(GITIGNORE, String.join("\n", IGNORED) + "\n");
            return;
        }
        var lines = files.lines(GITIGNORE);
        var missing = IGNORED.stream().filter(entry -> !lines.contains(entry)).toList();
        files.keep(GITIGNORE, missing.isEmpty() ? "" : " (add to it: " + String.join(" ", missing) + ")");
    }

    private static String folder(String task) {
        return "prompts/" + task + "/";
    }

    private static String input(String task) {
        return "input/" + task + ".jsonl";
    }
}
