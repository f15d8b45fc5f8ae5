package dev.penstock.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/// Penstock inside a program: the engine behind the command line, as a library.
///
/// ```java
/// try (var penstock = Penstock.open(Path.of("penstock.yaml"))) {
///     Outcome outcome = penstock.task("ticket-triage").generate(Map.of("ticket", text));
///     ...
/// }
/// ```
///
/// Open one per process and keep it: it holds the store's engine lock, the connections and what was learned about rate limits.
/// Safe for use by many threads. Everything it does is in the store, so `penstock report`, `penstock verify` and
/// `penstock dead-letters` see it, also while it runs.
public final class Penstock implements AutoCloseable {
    private final Project project;
    private final Engine engine;
    private final Generations generations;
    private final Runnable afterClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<RunHandle> runs = new CopyOnWriteArrayList<>();

    private Penstock(Project project, Engine engine, Generations generations, Runnable afterClose) {
        this.project = project;
        this.engine = engine;
        this.generations = generations;
        this.afterClose = afterClose;
    }

    /// Opens a project: `penstock.yaml` with `prompts/` beside it. Generations that an earlier process left pending are taken up
    /// in the background.
    ///
    /// @param project the file `penstock.yaml`, or its directory
    /// @throws CannotStartException if there is no project
    /// @throws dev.penstock.settings.SettingsException if `penstock.yaml` is wrong, with every problem
    /// @throws dev.penstock.store.StoreLockedException if another engine works on the store
    /// @throws dev.penstock.store.StoreException if the store cannot be used; the message says what to do
    public static Penstock open(Path project) {
        return open(Project.open(directory(project), System::getenv), () -> {});
    }

    static Penstock open(Project project, Runnable afterClose) {
        var engine = project.engine("a program that embeds Penstock");
        Penstock opened = null;
        try {
            opened = new Penstock(project, engine, engine.generations(), afterClose);
            return opened;
        } finally {
            if (opened == null) {
                engine.close();
            }
        }
    }

    /// Penstock without files: endpoints and tasks given by the program.
    public static PenstockBuilder builder() {
        return new PenstockBuilder();
    }

    /// A task by its name, read at its first use: a mistake in it shows here, before anything is spent.
    ///
    /// @throws dev.penstock.settings.SettingsException if there is no such task, or lint finds an error in it
    public Task task(String name) {
        generations.prompt(name);
        return new Task(generations, name, null);
    }

    /// What became of the newest generation of this id, today or on another day; empty while it is pending.
    ///
    /// @throws java.util.NoSuchElementException if there is none
    /// @throws IllegalStateException if this is closed
    public Optional<Outcome> outcome(String id) {
        if (closed.get()) {
            throw new IllegalStateException("this Penstock is closed");
        }
        return generations.outcome(id);
    }

    /// Starts a run over a file, as `penstock run` does: its outputs go to `out/RUN/` in the project. Returns at once; wait with
    /// [RunHandle#await].
    ///
    /// @param input JSON Lines or CSV
    /// @throws CannotStartException if the input cannot be used
    /// @throws dev.penstock.settings.SettingsException if lint finds an error
    public RunHandle run(String task, Path input) {
        return run(new RunRequest(task, input.toString(), null, null, null, null, null));
    }

    /// Starts a run, or goes on with the one of the request's id.
    public RunHandle run(RunRequest request) {
        return started(engine.start(request, System.in));
    }

    /// Goes on with a run that was halted, interrupted or killed, with the prompt version it started with.
    ///
    /// @throws CannotStartException if there is no such run, or it is a day of generations that is at work here
    public RunHandle resume(String run) {
        if (generations.isOpen(run)) {
            throw new CannotStartException(run + " is a day of generations that this program works on",
                    "nothing needs to be resumed; its outcomes come by themselves");
        }
        return started(engine.resume(run, null, null));
    }

    /// Where `out/` is: the project's directory, or that of the builder's store.
    public Path directory() {
        return project.directory();
    }

    /// Reports, verification and dead letters, to read and to decide about. Close it.
    public Records records() {
        return project.records();
    }

    /// Refuses new work, stops runs, waits for what is at work for up to [Engine#GRACE], and cuts off the rest: that stays
    /// pending, and the next one that is opened takes it up.
    @Override
    public void close() {
        close(Engine.GRACE);
    }

    /// As [#close], with another time to wait for generations at work. Closing again does nothing.
    public void close(Duration grace) {
        if (closed.getAndSet(true)) {
            return;
        }
        try (engine) {
            runs.forEach(run -> run.stop("closed"));
            generations.close(grace);
            runs.stream().filter(run -> !run.isFinished()).forEach(RunHandle::await);
        }
        afterClose.run();
    }

    private RunHandle started(RunHandle run) {
        runs.removeIf(RunHandle::isFinished);
        runs.add(run);
        return run;
    }

    private static Path directory(Path project) {
        var path = project.toAbsolutePath().normalize();
        if (Files.isDirectory(path)) {
            return path;
        }
        if (!PenstockConfig.FILE.equals(String.valueOf(path.getFileName()))) {
            throw new CannotStartException(path + " is no project",
                    "give " + PenstockConfig.FILE + ", or the directory it is in");
        }
        var parent = path.getParent();
        return parent == null ? path : parent;
    }
}
