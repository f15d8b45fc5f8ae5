package dev.penstock.engine;

import dev.penstock.check.Checks;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.limit.Ticker;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.Registry;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.RunRow;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A project directory: `penstock.yaml`, `prompts/` and the store. The way in for every command.
///
/// Opening one reads the settings and nothing else; the store is opened by [#engine] and [#records].
public final class Project {
    private final Path directory;
    private final PenstockConfig config;
    private final Registry registry;
    private final Clock clock;
    private final Ticker ticker;

    private Project(Path directory, PenstockConfig config, Registry registry, Clock clock, Ticker ticker) {
        this.directory = directory;
        this.config = config;
        this.registry = registry;
        this.clock = clock;
        this.ticker = ticker;
    }

    /// @param env an environment variable's value, null when it is not set
    /// @throws CannotStartException if the directory is no project
    /// @throws SettingsException if `penstock.yaml` has a problem
    public static Project open(Path directory, Function<String, @Nullable String> env) {
        return open(directory, env, Clock.systemUTC());
    }

    /// A project whose runs live in a faster time, as far as limits, pauses and retries go: for tests and benches.
    public static Project open(Path directory, Function<String, @Nullable String> env, CompressedTime time) {
        return open(directory, env, time, time);
    }

    static Project open(Path directory, Function<String, @Nullable String> env, Clock clock) {
        return open(directory, env, clock, Ticker.of(System::nanoTime));
    }

    private static Project open(Path directory, Function<String, @Nullable String> env, Clock clock, Ticker ticker) {
        var absolute = directory.toAbsolutePath().normalize();
        var config = PenstockConfig.load(absolute, env);
        return new Project(absolute, config, Registry.open(absolute.resolve("prompts")), clock, ticker);
    }

    /// A project without files.
    static Project of(PenstockConfig config, Registry registry, Clock clock) {
        return new Project(config.projectDir(), config, registry, clock, Ticker.of(System::nanoTime));
    }

    public Path directory() {
        return directory;
    }

    public PenstockConfig config() {
        return config;
    }

    public Registry registry() {
        return registry;
    }

    /// The prompt, asking for its replies as its endpoint and model can.
    ///
    /// @throws SettingsException if its `output` cannot be had there
    /// @throws CannotStartException if there is no such endpoint
    public Prompt asking(Prompt prompt) {
        return new OutputChoice(config).settled(prompt);
    }

    /// Reckons what a run would send and cost. Reads the input to its end; sends nothing but questions for token counts, which
    /// are free, and writes nothing. Works without a store, and without the endpoint's key.
    ///
    /// @param request output and run id do not matter; the input is a file
    /// @throws CannotStartException if a run could not start because of its request or input
    /// @throws SettingsException if lint finds an error
    public RunPlan plan(RunRequest request) {
        return new Planning(this, clock).plan(request);
    }

    public StartLint lint() {
        return new StartLint(registry, config, clock);
    }

    /// Takes the store's engine lock. Close it.
    ///
    /// @param owner who takes it, such as `penstock run`
    /// @throws dev.penstock.store.StoreLockedException if another engine has it
    public Engine engine(String owner) {
        return engine(owner, GlobalOpenTelemetry.getOrNoop());
    }

    /// As [#engine(String)], with metrics and spans for whoever is behind this telemetry rather than for the one that the program
    /// registered globally, if any.
    public Engine engine(String owner, OpenTelemetry telemetry) {
        return Engine.open(this, owner, clock, telemetry);
    }

    Ticker ticker() {
        return ticker;
    }

    /// Whether anything was ever run here.
    public boolean hasStore() {
        return Files.exists(config.store());
    }

    /// Opens the store for reading and review, beside a running engine. Close it.
    ///
    /// @throws CannotStartException if nothing was ever run here
    public Records records() {
        return new Records(this, openStore(), clock);
    }

    private SqliteStore openStore() {
        if (!hasStore()) {
            throw new CannotStartException("no run was started in this project yet",
                    "start one: penstock run TASK --input FILE");
        }
        return SqliteStore.open(config.store());
    }

    /// The versions of a task on disk and in git. Those that runs used: [Records#prompts].
    ///
    /// @throws SettingsException if there is no such task
    public PromptHistory prompts(String task) {
        return new PromptHistory(registry, null, task);
    }

    /// The checks of a task, ready to judge outputs without a run.
    ///
    /// @throws SettingsException if the task asks for a check that cannot be had
    public Checks checks(Prompt prompt) {
        return Assembly.checks(prompt);
    }

    /// Opens everything that holds texts, to erase some of them. Close it.
    ///
    /// @throws CannotStartException if nothing was ever run here
    public Forgetting forgetting() {
        return new Forgetting(this, openStore(), clock);
    }

    /// Opens the samples for reading and judging. Close them.
    ///
    /// @throws CannotStartException if nothing was ever sampled here
    public SampleReview samples() {
        return SampleReview.open(config.storage(), clock);
    }

    /// The task on disk, if it is still the version the run uses; what cannot change an answer may differ.
    Optional<Prompt> today(RunRow run) {
        try {
            return Optional.of(registry.prompt(run.task()))
                    .filter(prompt -> prompt.version().equals(run.promptVersion()));
        } catch (SettingsException _) {
            return Optional.empty();
        }
    }

    /// Where inputs are kept that were sent to a server.
    Path uploads() {
        return directory.resolve(".penstock").resolve("uploads");
    }

    Path spool(String runId) {
        return directory.resolve(".penstock").resolve("spool").resolve(runId + ".jsonl");
    }
}
