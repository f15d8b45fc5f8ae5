package dev.penstock.engine;

import dev.penstock.engine.alert.AlertBoard;
import dev.penstock.engine.alert.AlertConfig.WebhookConfig;
import dev.penstock.engine.alert.Alerts;
import dev.penstock.engine.alert.Watch;
import dev.penstock.engine.alert.Watched;
import dev.penstock.engine.alert.Webhook;
import dev.penstock.engine.live.Broadcast;
import dev.penstock.engine.signal.Signals;
import dev.penstock.engine.signal.Standing;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.TaskSettings.Mode;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.run.BatchLoop;
import dev.penstock.run.ItemSource;
import dev.penstock.run.Loop;
import dev.penstock.run.RunClock;
import dev.penstock.run.RunEnd;
import dev.penstock.run.RunLoop;
import dev.penstock.run.StalledException;
import dev.penstock.run.Work;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.Journal.Pin;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Store;
import io.opentelemetry.api.OpenTelemetry;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts runs, resumes them and retries their dead letters. Holds the store's engine lock from its creation to its close:
/// there is one engine per store.
///
/// Safe for use by many threads.
public final class Engine implements AutoCloseable {
    /// How long calls in flight may take after a stop.
    public static final Duration GRACE = Duration.ofSeconds(60);

    /// Dead letters that no retry can heal: their line is no record.
    public static final String UNUSABLE = "bad-input";

    private final Project project;
    private final SqliteStore store;
    private final Signals signals;
    private final Endpoints endpoints;
    private final SampleStore samples;
    private final Housekeeping housekeeping;
    private final EndpointWatch endpointWatch;
    private final Broadcast broadcast;
    private final Alerts alerts;
    private final Clock clock;
    private final ReentrantLock starting = new ReentrantLock();
    private final Map<String, RunHandle> atWork = new ConcurrentHashMap<>();

    private Engine(Project project, SqliteStore store, Signals signals, Broadcast broadcast, List<Webhook> webhooks,
            Clock clock) {
        this.project = project;
        this.store = store;
        this.signals = signals;
        this.broadcast = broadcast;
        this.clock = clock;
        endpoints = new Endpoints(project.config(), store.ledger(), clock, project.ticker());
        samples = new SampleStore(project.config().storage(), clock);
        alerts = Alerts.start(project.config().alerts(), webhooks, new AlertGround(store, samples),
                delivery -> signals.delivered(delivery.failure() == null), clock);
        housekeeping = new Housekeeping(project.config().storage(), store, samples, clock);
        housekeeping.start();
        endpointWatch = new EndpointWatch(endpoints::standings, store.runs(), clock);
        endpointWatch.start();
        signals.observe(this::standing);
    }

    private Standing standing() {
        var quotas = endpoints.standings()
                .stream()
                .map(one -> new Standing.Quotas(one.endpoint(), one.model(), one.state(), daySpent(one)))
                .toList();
        return new Standing(quotas, store.deadLetters().waiting(), store.queued(), alerts.firing());
    }

    private @Nullable Double daySpent(EndpointStanding one) {
        var limit = project.config().endpoint(one.endpoint()).dayUsd();
        var spent = one.spentTodayUsd();
        return limit == null || spent == null || limit.signum() == 0
                ? null
                : spent.divide(limit, MathContext.DECIMAL64).doubleValue();
    }

    /// Takes the store's engine lock.
    ///
    /// @param owner who takes it, such as `penstock run`
    /// @throws dev.penstock.store.StoreLockedException if another engine has it
    static Engine open(Project project, String owner, Clock clock, OpenTelemetry telemetry) {
        var config = project.config();
        var signals = new Signals(telemetry, name -> config.endpoint(name).peer(), clock);
        var webhooks = config.alerts().webhooks().stream().map(WebhookConfig::open).toList();
        var store = SqliteStore.openForEngine(config.store(), owner, signals);
        return new Engine(project, store, signals, Broadcast.start(config.store(), owner, clock), webhooks, clock);
    }

    /// What was erased because its time was over, since this was last asked; one sentence each.
    public List<String> erased() {
        return housekeeping.happened();
    }

    /// Which alerts did not get through to which webhook, since this was last asked; one sentence each. After [#close] it is known
    /// of all.
    public List<String> undelivered() {
        return alerts.undelivered();
    }

    /// How the endpoints stand that this engine has asked for.
    public List<EndpointStanding> endpoints() {
        return endpoints.standings();
    }

    /// How alerts stand, with what the rules see right now.
    public AlertBoard alertBoard() {
        return alerts.board();
    }

    /// Starts a run, or goes on with the one of that id.
    ///
    /// @param standardInput read when the request's input is `-`
    /// @throws CannotStartException if something in the request is wrong
    /// @throws SettingsException if lint finds an error
    public RunHandle start(RunRequest request, InputStream standardInput) {
        var prompt = project.registry().prompt(request.task());
        var id = request.runId() == null ? RunIds.random() : RunIds.checked(request.runId());
        var input = request.input().equals("-")
                ? InputFile.spooled(standardInput, project.spool(id))
                : InputFile.of(Path.of(request.input()));
        return alone(() -> {
            var existing = store.runs().find(id);
            if (existing.isPresent()) {
                RunIds.refuseOtherWork(existing.get(), prompt, input);
                return goOn(existing.get(), request.budgetUsd(), request.output());
            }
            return begin(id, request, prompt, input);
        });
    }

    /// Starts a run over lines that somebody sends, or goes on with the one of that id; the lines are on disk before it
    /// begins. Of two who send the same at once, both get the same run.
    ///
    /// @param request its input does not matter
    /// @param lines JSON Lines, read to their end
    /// @throws CannotStartException if something in the request is wrong
    /// @throws ReusedIdException if there is a run of that id over other lines or of another task
    /// @throws SettingsException if lint finds an error
    /// @throws java.io.UncheckedIOException if the lines cannot be read; nothing is left of them
    public RunHandle upload(RunRequest request, InputStream lines) {
        var prompt = project.registry().prompt(request.task());
        var id = request.runId() == null ? RunIds.random() : RunIds.checked(request.runId());
        try (var upload = Upload.received(lines, project.uploads())) {
            return alone(() -> {
                var existing = store.runs().find(id);
                if (existing.isPresent()) {
                    refuseOtherLines(existing.get(), prompt, upload.file());
                    var same = atWork(id);
                    return same.isPresent() ? same.get() : goOn(existing.get(), request.budgetUsd(), null);
                }
                var run = begin(id, request, prompt, upload.named(id + ".jsonl"));
                upload.keep();
                return run;
            });
        }
    }

    private static void refuseOtherLines(RunRow run, Prompt prompt, InputFile lines) {
        if (!run.task().equals(prompt.task()) || !run.inputHash().equals(lines.hash())) {
            throw new ReusedIdException(run.id(), run.id());
        }
    }

    /// Goes on with what an earlier engine did not finish, because it was stopped or died: uploaded runs, and those whose
    /// batches a provider may have done meanwhile.
    ///
    /// @return one sentence for each that cannot go on
    public List<String> takeUp() {
        var problems = new ArrayList<String>();
        for (var run : store.runs().list(Integer.MAX_VALUE)) {
            boolean unfinished = run.status() == RunStatus.RUNNING || run.status() == RunStatus.INTERRUPTED;
            if (unfinished && !run.takesGenerations() && (Path.of(run.input()).startsWith(project.uploads())
                    || !run.mode().equals(Mode.SYNC.label()))) {
                try {
                    resume(run.id(), null, null);
                } catch (CannotStartException | SettingsException e) {
                    problems.add("run " + run.id() + " cannot go on: " + e.getMessage());
                }
            }
        }
        return List.copyOf(problems);
    }

    private RunHandle begin(String id, RunRequest request, Prompt prompt, InputFile input) {
        if (request.mode() != null) {
            ModeChoice.named(request.mode());
        }
        refuseLimit(request.limit());
        var budget = request.budgetUsd() == null ? project.config().runUsd() : request.budgetUsd();
        project.lint().refuse(prompt.task(), budget, SampleRecord.of(input, project.config().maxRecordBytes()));
        var settled = outputs().settled(prompt);
        var sync = newRun(id, request, settled, input, budget);
        var work = work(sync, settled, BigDecimal.ZERO);
        var choice = ModeChoice.of(request.mode(), settled.settings(), work.course().first(),
                () -> input.records(request.limit()));
        var run = sync.in(choice.mode().label());
        OutputFolder.writable(Path.of(run.outputDir()));
        save(prompt, run.gitCommit());
        store.runs().create(run);
        return launch(run, work, choice.mode() == Mode.AUTO ? List.of(choice.why()) : List.of());
    }

    /// Goes on with a run that was halted, interrupted or killed, with the prompt version it started with.
    ///
    /// @param budgetUsd the whole run's budget from here on; null to keep the one it has
    /// @param output null to rewrite the run's own folder
    /// @throws CannotStartException if there is no such run
    public RunHandle resume(String runId, @Nullable BigDecimal budgetUsd, @Nullable Path output) {
        return alone(() -> goOn(find(runId), budgetUsd, output));
    }

    /// The run of this id, if it is at work in this engine.
    public Optional<RunHandle> atWork(String runId) {
        return Optional.ofNullable(atWork.get(runId));
    }

    /// Says that nobody will get the results of a batch, because the provider has it no more: what it may have cost is booked as
    /// unconfirmed, and its items can be asked again.
    ///
    /// @return how many of its entries had no result
    /// @throws CannotStartException if there is no such batch, or it is settled, or its run is at work
    public int giveUpBatch(String label) {
        var batch = BatchLabel.parse(label)
                .flatMap(store.batches()::find)
                .orElseThrow(
                        () -> new CannotStartException("there is no batch " + label, "penstock batches lists them"));
        if (batch.state().closed()) {
            throw new CannotStartException("batch " + label + " is " + batch.state().name().toLowerCase(Locale.ROOT),
                    "nothing is left to give up");
        }
        refuseAtWork(batch.runId());
        return store.batches().givenUp(batch.label(), clock.instant());
    }

    /// All runs at work in this engine.
    public List<RunHandle> atWork() {
        return List.copyOf(atWork.values());
    }

    /// Two engines' worth of threads on one run would count each other's calls as lost.
    private RunHandle alone(Supplier<RunHandle> start) {
        starting.lock();
        try {
            return start.get();
        } finally {
            starting.unlock();
        }
    }

    private void refuseAtWork(String runId) {
        if (atWork.containsKey(runId)) {
            throw new CannotStartException("run " + runId + " is at work", "wait for its end, or cancel it");
        }
    }

    /// Puts a run's open dead letters back to work, except lines that are no usable record.
    ///
    /// @param pinned with the prompt version of the run instead of today's
    public RunHandle retry(String runId, boolean pinned, Reviewer by) {
        return retry(runId, null, pinned, by);
    }

    /// Puts some of a run's dead letters back to work; those that somebody decided meanwhile are left alone, and a warning
    /// says so.
    ///
    /// @param ids of dead letters; null for all that are open
    public RunHandle retry(String runId, @Nullable Set<String> ids, boolean pinned, Reviewer by) {
        return alone(() -> reopened(find(runId), ids, pinned, by));
    }

    private RunHandle reopened(RunRow run, @Nullable Set<String> ids, boolean pinned, Reviewer by) {
        refuseAtWork(run.id());
        var prompt = pinned ? pinned(run) : outputs().settled(project.registry().prompt(run.task()));
        var pin = pinned ? null : today(run, prompt);
        var work = work(run, prompt, spent(run));
        var warnings = new Reopening(store, signals).reopen(run, ids, pin, by.signature(clock.instant()));
        store.runs().status(run.id(), RunStatus.RUNNING, null, clock.instant());
        return launch(find(run.id()), work, warnings);
    }

    Pin today(RunRow run, Prompt prompt) {
        project.lint().refuse(run.task(), run.budgetUsd(), null);
        var commit = project.registry().gitCommit(prompt.task());
        save(prompt, commit);
        var call = prompt.settings().call();
        return new Pin(prompt.version(), commit, call.endpoint(), call.model(), prompt.plan().mode());
    }

    private RunHandle goOn(RunRow run, @Nullable BigDecimal budgetUsd, @Nullable Path output) {
        refuseAtWork(run.id());
        var today = project.today(run);
        var prompt = today.map(same -> outputs().resumed(same, run.outputMode())).orElseGet(() -> pinned(run));
        var warnings = new ArrayList<String>();
        if (today.isEmpty()) {
            warnings.add("prompts/" + run.task() + " has changed since " + run.id()
                    + " started; it goes on with the version it started with");
        }
        if (run.status() == RunStatus.COMPLETE) {
            warnings.add(run.id() + " is complete: nothing is left to send; another input or limit is another run");
        }
        OutputFolder.writable(output == null ? Path.of(run.outputDir()) : output);
        mended(prompt);
        if (budgetUsd != null) {
            store.runs().budget(run.id(), budgetUsd);
        }
        if (output != null) {
            store.runs().output(run.id(), output.toAbsolutePath().normalize().toString());
        }
        refuseChangedInput(run);
        refuseOtherAccount(run);
        var work = work(find(run.id()), prompt, spent(run));
        store.runs().status(run.id(), RunStatus.RUNNING, null, clock.instant());
        return launch(find(run.id()), work, warnings);
    }

    /// Whoever goes on with a run says that what halted it is mended.
    private void mended(Prompt prompt) {
        endpoints.mended(prompt.settings().call().endpoint());
        prompt.settings().fallbacks().forEach(fallback -> endpoints.mended(fallback.call().endpoint()));
    }

    private void refuseChangedInput(RunRow run) {
        if (!store.runs().inputPosition(run.id()).complete()
                && !InputFile.of(Path.of(run.input())).hash().equals(run.inputHash())) {
            throw new CannotStartException("input " + run.input() + " has changed since run " + run.id()
                    + " started, and it was not read to its end", "put the old file back, or start a new run");
        }
    }

    /// The results of a batch are of the account that made it, and of nobody else.
    private void refuseOtherAccount(RunRow run) {
        for (var batch : store.batches().open(run.id())) {
            var endpoint = project.config().endpoint(batch.endpoint());
            if (!batch.account().equals(account(endpoint))) {
                throw new CannotStartException("batch " + batch.label().value() + " of run " + run.id()
                        + " was made with another key than " + endpoint.keyPlace() + " is now",
                        "put the key back that it was made with; it is paid for, and another account cannot see it");
            }
        }
    }

    private static String account(EndpointConfig endpoint) {
        var key = endpoint.settings().apiKey();
        return ModeChoice.account(key == null ? null : key.reveal());
    }

    /// Everything that may still refuse to start: the endpoint's key, the task's checks.
    Work work(RunRow run, Prompt prompt, BigDecimal spentUsd) {
        return new Assembly(project.config(), endpoints, signals, clock).work(run, prompt, spentUsd, samples);
    }

    BigDecimal spent(RunRow run) {
        return store.runs().totals(run.id()).spentUsd();
    }

    private RunHandle launch(RunRow run, Work work, List<String> warnings) {
        var source = new InputFile(Path.of(run.input()), run.inputHash())
                .open(run.id(), project.config().maxRecordBytes(), run.limit());
        var deadLetters = new DeadLetterFeed(store.deadLetters(), run.id());
        var loop = loop(run, work, source);
        var finished = new CompletableFuture<RunHandle.Finished>();
        var limits = project.config().endpoint(run.endpoint()).limits();
        broadcast.add(run.id(), run.endpoint(), limits, () -> loop.progress().snapshot(), loop::endpoint);
        var watch = alerts.watch(run, Watched.of(loop, work.sampling()));
        signals.begins(run, () -> loop.progress().snapshot(), work.budget());
        var handle = new RunHandle(run, loop, limits, deadLetters, warnings, watch, project.config().alerts().warnAt(),
                work.sampling(), finished);
        atWork.put(run.id(), handle);
        Thread.ofPlatform().name("run-" + run.id()).start(() -> {
            try (source) {
                var end = finish(run, loop, watch);
                atWork.remove(run.id());
                finished.complete(end);
            } catch (InterruptedException | RuntimeException | Error e) {
                lastWords(watch, e);
                atWork.remove(run.id());
                finished.completeExceptionally(e);
            } finally {
                broadcast.remove(run.id());
                alerts.unwatch(run.id());
                signals.ends(run.id());
            }
        });
        return handle;
    }

    /// Tells that a run broke off. What broke it may be a store that never answers, which must not keep the run from ending.
    private static void lastWords(Watch watch, Throwable how) {
        var telling = Thread.ofPlatform().daemon().name("last words").start(() -> watch.broke(how));
        try {
            telling.join(Alerts.LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Loop loop(RunRow run, Work work, ItemSource source) {
        var mode = ModeChoice.named(run.mode());
        if (mode == Mode.SYNC) {
            return new RunLoop(work, store, source, runClock(), new Random());
        }
        var route = work.course().first();
        var terms = ModeChoice.terms(route.prompt().settings(), mode,
                account(project.config().endpoint(run.endpoint())));
        return new BatchLoop(work, terms, store, source, runClock(), new Random());
    }

    private RunHandle.Finished finish(RunRow run, Loop loop, Watch watch) throws InterruptedException {
        var end = end(run, loop);
        store.runs().status(run.id(), end.status(), end.why(), clock.instant());
        watch.ended(end);
        var counts = loop.progress().snapshot();
        signals.finished(run, end.status(), counts.accepted(), counts.total());
        var report = new Outputs(store, samples, project.config().prices())
                .write(find(run.id()), Path.of(run.outputDir()));
        return new RunHandle.Finished(end, report);
    }

    private RunEnd end(RunRow run, Loop loop) throws InterruptedException {
        try {
            return loop.run(GRACE);
        } catch (StalledException e) {
            var file = project.config().store().resolveSibling("stalled-" + run.id() + "-" + clock.millis() + ".txt");
            var stalled = new StalledRunException(e, ThreadDump.write(file));
            loop.stop(RunStatus.INTERRUPTED, "it stood still");
            throw stalled;
        }
    }

    private RunRow newRun(String id, RunRequest request, Prompt prompt, InputFile input, @Nullable BigDecimal budget) {
        var call = prompt.settings().call();
        var output = request.output() == null ? project.directory().resolve("out").resolve(id) : request.output();
        var now = clock.instant();
        return new RunRow(id, prompt.task(), prompt.version(), project.registry().gitCommit(prompt.task()),
                call.endpoint(), call.model(), "sync", prompt.plan().mode(), input.path().toString(), input.hash(),
                request.limit(),
                output.toAbsolutePath().normalize().toString(), budget,
                simulated(prompt), RunStatus.RUNNING, null, now, now, 0);
    }

    /// Whether any reply may be a simulator's.
    boolean simulated(Prompt prompt) {
        return Stream.concat(Stream.of(prompt), prompt.fallbacks().stream())
                .anyMatch(asked -> project.config().endpoint(asked.settings().call().endpoint()).simulated());
    }

    static void refuseLimit(@Nullable Long limit) {
        if (limit != null && limit < 1) {
            throw new CannotStartException("--limit must be at least 1, was " + limit,
                    "leave it out to read everything");
        }
    }

    Prompt pinned(RunRow run) {
        return outputs().resumed(PromptVersions.pinned(store, run), run.outputMode());
    }

    OutputChoice outputs() {
        return new OutputChoice(project.config());
    }

    void save(Prompt prompt, @Nullable String gitCommit) {
        store.runs()
                .savePromptVersion(
                        new PromptVersionRow(prompt.version(), prompt.task(), gitCommit, prompt.files(),
                                clock.instant()));
    }

    private RunRow find(String runId) {
        return RunIds.find(store, runId);
    }

    /// Reads what runs did, and records what people decide, over this engine's own store. Close it before this.
    public Records records() {
        return Records.beside(project, store, signals, clock);
    }

    /// Generations one at a time, for a program that embeds the engine or serves it. Takes up what is pending in days that an
    /// earlier engine left open. Ask once; close it before this.
    public Generations generations() {
        var generations = new Generations(this);
        generations.takeUp();
        return generations;
    }

    Project project() {
        return project;
    }

    Store store() {
        return store;
    }

    Broadcast broadcast() {
        return broadcast;
    }

    Alerts alerts() {
        return alerts;
    }

    /// Metrics and spans of what this engine does.
    public Signals signals() {
        return signals;
    }

    Clock clock() {
        return clock;
    }

    RunClock runClock() {
        return new RunClock(clock, project.ticker());
    }

    /// Closes connections and the store, and waits up to [Alerts#LAST_WORDS] for alerts on their way. Runs must have ended.
    @Override
    public void close() {
        signals.close();
        broadcast.close();
        housekeeping.close();
        endpointWatch.close();
        endpoints.close();
        alerts.close();
        samples.close();
        store.close();
    }
}
