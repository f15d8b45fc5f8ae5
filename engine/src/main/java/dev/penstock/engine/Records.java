package dev.penstock.engine;

import dev.penstock.engine.alert.AlertBoard;
import dev.penstock.engine.alert.Alerts;
import dev.penstock.engine.live.SignsOfLife;
import dev.penstock.engine.signal.Signals;
import dev.penstock.item.Evidence;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.Rendering;
import dev.penstock.store.AttemptLine;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.BatchRow;
import dev.penstock.store.Batches;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.EndpointEvent;
import dev.penstock.store.ItemRow;
import dev.penstock.store.Ledger;
import dev.penstock.store.PastCalls;
import dev.penstock.store.ReviewRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import dev.penstock.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads what runs did, and records what people decide. Works beside a running engine, in this process or another.
public final class Records implements AutoCloseable {
    private final Project project;
    private final Store store;
    private final boolean ownsStore;
    private final SampleStore samples;
    private final Signals signals;
    private final Clock clock;
    private final EndedRuns ended;
    private final Map<String, Prompt> prompts = new ConcurrentHashMap<>();
    private final Map<String, Review.Judge> judges = new ConcurrentHashMap<>();

    Records(Project project, Store store, Clock clock) {
        this(project, store, true, Signals.silent(), clock);
    }

    private Records(Project project, Store store, boolean ownsStore, Signals signals, Clock clock) {
        this.project = project;
        this.store = store;
        this.ownsStore = ownsStore;
        this.signals = signals;
        this.clock = clock;
        ended = new EndedRuns(store);
        samples = new SampleStore(project.config().storage(), clock);
    }

    /// Over a store that somebody else closes.
    static Records beside(Project project, Store store, Signals signals, Clock clock) {
        return new Records(project, store, false, signals, clock);
    }

    /// Newest first.
    public List<RunRow> runs(int limit) {
        return store.runs().list(limit);
    }

    /// Batches of all runs, newest first.
    public List<BatchRow> batches(int limit) {
        return store.batches().list(limit);
    }

    /// Batches of a run, newest first, with what came of them so far.
    public List<Batches.Harvest> batches(String runId, int limit) {
        return store.batches().of(runId, limit);
    }

    /// Asks every provider that has a batch API for batches that no run owns. Nothing is changed.
    public Orphans orphans() throws InterruptedException {
        return Orphans.find(project.config(), store.batches(), clock.instant());
    }

    /// A page of the runs, newest first.
    ///
    /// @param after the last run of the page before; null for the first page
    public List<RunRow> runs(@Nullable String after, int limit) {
        return store.runs().page(after, limit);
    }

    /// A page of a run's items and what became of each, in input order.
    ///
    /// @param status `pending`, `accepted`, `dead` or `discarded`; null for any
    /// @param afterSeq only items with a greater seq; -1 for the first page
    public List<ItemRow> items(String runId, @Nullable String status, long afterSeq, int limit) {
        return store.runs().items(runId, status, afterSeq, limit);
    }

    /// The counts of a run, recomputed from the store.
    public RunTotals totals(String runId) {
        return store.runs().totals(runId);
    }

    /// Dead letters of a run in the order they came, without their texts.
    ///
    /// @param after the position of the last one seen; 0 for the first
    public List<DeadLetters.Arrival> arrivals(String runId, long after, int limit) {
        return store.deadLetters().arrivals(runId, after, limit);
    }

    /// @throws CannotStartException if there is no such run
    public RunRow run(String runId) {
        return RunIds.find(store, runId);
    }

    /// What `report.json` says, recomputed from the store. Of a run that has not ended it also says whether an engine works
    /// on it: `engine` is `at work` or `gone`.
    public ObjectNode report(String runId) {
        var run = run(runId);
        var numbers = numbers(run);
        var report = RunReport.of(run, numbers.totals(), numbers.answerers(), numbers.samples(),
                project.config().prices());
        if (run.status() == RunStatus.RUNNING) {
            tellOfEngine(report, run, signsOfLife());
        }
        return report;
    }

    /// A run in numbers, recomputed from the store; those of a run that has ended only when they may have changed.
    public RunNumbers numbers(RunRow run) {
        var sums = ended.of(run);
        return new RunNumbers(sums.totals(), sums.answerers(), samples.tally(run.id()));
    }

    /// A page of a run's attempts, in input order.
    ///
    /// @param failed only those that failed
    public List<AttemptLine> attempts(String runId, boolean failed, AttemptLine.Place after, int limit) {
        return store.runs().attempts(runId, failed, after, limit);
    }

    /// The last things that happened to endpoints, the latest first.
    public List<EndpointEvent> endpointEvents(int limit) {
        return store.runs().endpointEvents(limit);
    }

    private static void tellOfEngine(ObjectNode report, RunRow run, SignsOfLife signs) {
        boolean gone = signs.abandoned(run);
        report.put("engine", gone ? "gone" : "at work");
        if (gone) {
            report.put("why", signs.epitaph(run));
        }
    }

    /// Whether an engine works on the store right now, and its last words.
    public SignsOfLife signsOfLife() {
        return SignsOfLife.of(project.config().store());
    }

    /// Recomputes the invariants of a run, and compares its ledger with the simulator's books if their address is given.
    public Verification verify(String runId, @Nullable URI books) {
        return Verification.of(run(runId), store, books);
    }

    /// Writes the output folder again, with what people accepted since.
    ///
    /// @param output null for the run's own folder
    /// @return where it was written
    public Path export(String runId, @Nullable Path output) {
        var run = run(runId);
        var folder = output == null ? Path.of(run.outputDir()) : output;
        outputs().write(run, folder);
        return folder;
    }

    /// The lines of a run's `accepted.jsonl` as they are now, in constant memory.
    public void accepted(RunRow run, Consumer<String> line) {
        outputs().accepted(run, line);
    }

    /// The lines of a run's `dead-letters.jsonl` as they are now, in constant memory.
    public void deadLetters(RunRow run, Consumer<String> line) {
        outputs().deadLetters(run, line);
    }

    /// Decides about dead letters.
    public Review review() {
        return new Review(project, store, signals, clock, judges);
    }

    /// What everything cost, over all runs.
    public Costs costs(Ledger.Filter filter, List<Costs.By> by) {
        return Costs.of(store.ledger().costs(filter), by, project.config().prices());
    }

    /// The same books grouped in several ways, read once.
    public List<Costs> costs(Ledger.Filter filter, Costs.By... each) {
        var books = store.ledger().costs(filter);
        return Stream.of(each).map(by -> Costs.of(books, List.of(by), project.config().prices())).toList();
    }

    public List<DeadLetterRow> deadLetters(DeadLetters.Filter filter, int limit) {
        return store.deadLetters().list(filter, limit);
    }

    /// A page of the dead letters that match, oldest first.
    ///
    /// @param after the last dead letter of the page before; null for the first page
    public List<DeadLetterRow> deadLetters(DeadLetters.Filter filter, @Nullable String after, int limit) {
        return store.deadLetters().page(filter, after, limit);
    }

    /// What waits for a person, by task and reason, the most first.
    public List<DeadLetters.Waiting> waiting() {
        return store.deadLetters().waiting();
    }

    /// All dead letters that match, by task and reason, the most first.
    public List<DeadLetters.Waiting> groups(DeadLetters.Filter filter) {
        return store.deadLetters().groups(filter);
    }

    /// Where a dead letter stands among those that match, oldest first.
    public DeadLetters.Place place(DeadLetters.Filter filter, String id) {
        return store.deadLetters().place(filter, id);
    }

    /// How many dead letters match.
    public long count(DeadLetters.Filter filter) {
        return store.deadLetters().count(filter);
    }

    /// All that match, without their texts.
    public List<DeadLetters.Selected> select(DeadLetters.Filter filter) {
        return store.deadLetters().select(filter);
    }

    /// Decisions about matching dead letters, newest first.
    public List<DeadLetters.Reviewed> reviewed(DeadLetters.Filter filter, int limit) {
        return store.deadLetters().reviewed(filter, limit);
    }

    /// Everything a person needs to judge a dead letter.
    ///
    /// @param attempts first to last
    /// @param rendered the prompt as it was sent; empty when it cannot be rendered
    public record Case(DeadLetterRow letter, List<AttemptRow> attempts, Optional<Rendering.Ready> rendered,
            List<ReviewRow> reviews) {
        /// What the last attempt was reproached with; for an item that was never sent, what its line was.
        public List<Evidence> evidence() {
            return Review.evidence(letter, attempts);
        }
    }

    /// @throws CannotStartException if there is no such dead letter
    public Case deadLetter(String id) {
        return look(letter(id));
    }

    /// Hands every matching dead letter to a consumer, oldest first, in constant memory.
    public void forEach(DeadLetters.Filter filter, Consumer<Case> each) {
        store.deadLetters().forEach(filter, letter -> each.accept(look(letter)));
    }

    private Case look(DeadLetterRow letter) {
        var run = run(letter.item().runId());
        var prompt = prompts.computeIfAbsent(run.task() + " " + run.promptVersion() + " " + run.outputMode(),
                _ -> PromptVersions.shown(project, store, run));
        var rendered = prompt.render(letter.item()) instanceof Rendering.Ready ready
                ? Optional.of(ready)
                : Optional.<Rendering.Ready>empty();
        return new Case(letter, store.journal().attempts(letter.item().runId(), letter.item().seq()), rendered,
                store.deadLetters().reviews(letter.id()));
    }

    /// Reads the decisions of a file that came back; decides nothing yet.
    ///
    /// @throws CannotStartException if the file cannot be read
    /// @throws dev.penstock.settings.SettingsException if anything in it cannot be a decision about this store
    public DecisionImport decisions(Path file) {
        return DecisionImport.of(this, file);
    }

    /// The row of a dead letter as it is now; empty when there is none.
    public Optional<DeadLetterRow> find(String id) {
        return store.deadLetters().find(id);
    }

    private DeadLetterRow letter(String id) {
        return store.deadLetters()
                .find(id)
                .orElseThrow(() -> new CannotStartException("there is no dead letter '" + id
                        + "'", "list them: penstock dead-letters list"));
    }

    /// @throws CannotStartException if it was decided before
    public DeadLetterRow open(String id) {
        var letter = letter(id);
        if (!letter.status().equals("open")) {
            throw new CannotStartException(id + " was decided before: " + letter.status(),
                    "see who did: penstock dead-letters show " + id);
        }
        return letter;
    }

    /// How alerts stand, as far as the store knows; what rules see right now is in [Engine#alertBoard].
    public AlertBoard alerts() {
        return Alerts.board(project.config().alerts(), store.alerts());
    }

    /// Reads samples and records what people say about them; they are closed with these records.
    ///
    /// @throws CannotStartException if nothing was ever sampled here
    public SampleReview samples() {
        return SampleReview.over(samples, signals, clock);
    }

    /// What a task's calls took, by the newest of them.
    PastCalls past(PastCalls.Of of) {
        return store.ledger().past(of);
    }

    private Outputs outputs() {
        return new Outputs(store, samples, project.config().prices());
    }

    /// The versions of a task.
    ///
    /// @throws dev.penstock.settings.SettingsException if there is no such task, on disk or in the store
    public PromptHistory prompts(String task) {
        return new PromptHistory(project.registry(), store.runs(), task);
    }

    /// The project these records belong to.
    public Project project() {
        return project;
    }

    @Override
    public void close() {
        samples.close();
        if (ownsStore) {
            store.close();
        }
    }
}
