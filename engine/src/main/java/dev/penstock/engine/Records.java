package dev.penstock.engine;

import dev.penstock.check.Verdict;
import dev.penstock.engine.live.SignsOfLife;
import dev.penstock.item.Failure;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.Rendering;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.ReviewRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads what runs did, and records what people decide. Works beside a running engine, in this process or another.
public final class Records implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Project project;
    private final Store store;
    private final SampleStore samples;
    private final Clock clock;

    Records(Project project, Store store, Clock clock) {
        this.project = project;
        this.store = store;
        this.clock = clock;
        samples = new SampleStore(project.config().storage(), clock);
    }

    /// Newest first.
    public List<RunRow> runs(int limit) {
        return store.runs().list(limit);
    }

    /// @throws CannotStartException if there is no such run
    public RunRow run(String runId) {
        return RunIds.find(store, runId);
    }

    /// What `report.json` says, recomputed from the store. Of a run that has not ended it also says whether an engine works
    /// on it: `engine` is `at work` or `gone`.
    public ObjectNode report(String runId) {
        var run = run(runId);
        var report = outputs().report(run);
        if (run.status() == RunStatus.RUNNING) {
            tellOfEngine(report, run, signsOfLife());
        }
        return report;
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

    public List<DeadLetterRow> deadLetters(DeadLetters.Filter filter, int limit) {
        return store.deadLetters().list(filter, limit);
    }

    /// Everything a person needs to judge a dead letter.
    ///
    /// @param attempts first to last
    /// @param rendered the prompt as it was sent; empty when it cannot be rendered
    public record Case(DeadLetterRow letter, List<AttemptRow> attempts, Optional<Rendering.Ready> rendered,
            List<ReviewRow> reviews) {}

    /// @throws CannotStartException if there is no such dead letter
    public Case deadLetter(String id) {
        var letter = letter(id);
        var rendered = prompt(letter).render(letter.item()) instanceof Rendering.Ready ready
                ? Optional.of(ready)
                : Optional.<Rendering.Ready>empty();
        return new Case(letter, store.journal().attempts(letter.item().runId(), letter.item().seq()), rendered,
                store.deadLetters().reviews(id));
    }

    /// Accepts a dead letter, as the model replied or as a person corrected it. The output passes the task's checks again:
    /// its form must hold; what the other checks say may be overridden with a reason.
    ///
    /// @param output the corrected output; null to take the reply as it is
    /// @param reason why; needed to override a check
    /// @throws CannotStartException if it cannot be accepted so; nothing was changed
    public void accept(String id, @Nullable JsonNode output, String actor, @Nullable String reason) {
        var letter = open(id);
        var prompt = prompt(letter);
        var checks = Assembly.checks(prompt);
        var input = JSON.readTree(letter.item().record());
        var verdict = output == null ? checks.judge(lastReply(letter), input) : checks.judgeOutput(output, input);
        var accepted = switch (verdict) {
            case Verdict.Passed(var passed, _) -> passed;
            case Verdict.Rejected(var failure, _) when overridable(failure) && reason != null && !reason.isBlank() ->
                output == null ? JSON.readTree(lastReply(letter)) : output;
            case Verdict.Rejected(var failure, _) -> throw refused(id, failure);
        };
        var flag = verdict instanceof Verdict.Rejected ? "override" : output == null ? "reviewed" : "corrected";
        settle(id, store.deadLetters()
                .accept(id, letter.version(), accepted.toString(), flag, actor, reason, clock.instant()));
    }

    /// Gives the item up.
    public void discard(String id, String actor, @Nullable String reason) {
        settle(id, store.deadLetters().discard(id, open(id).version(), actor, reason, clock.instant()));
    }

    private static void settle(String id, boolean written) {
        if (!written) {
            throw new CannotStartException("somebody else decided about " + id + " just now; nothing was changed",
                    "look again: penstock dead-letters show " + id);
        }
    }

    private static boolean overridable(Failure failure) {
        return failure.repairable() && !(failure instanceof Failure.Unparseable)
                && !(failure instanceof Failure.SchemaMismatch);
    }

    private static CannotStartException refused(String id, Failure failure) {
        var why = failure.evidence().isEmpty() ? failure.detail() : failure.evidence().getFirst().message();
        return new CannotStartException(id + " cannot be accepted so: " + failure.reason() + ", " + why,
                overridable(failure)
                        ? "give a reason to override this check: --reason TEXT"
                        : "correct it: penstock dead-letters accept " + id + " --output '{...}'");
    }

    private String lastReply(DeadLetterRow letter) {
        return store.journal()
                .attempts(letter.item().runId(), letter.item().seq())
                .reversed()
                .stream()
                .flatMap(attempt -> Optional.ofNullable(attempt.reply()).stream())
                .findFirst()
                .orElseThrow(() -> new CannotStartException(letter.id() + " has no reply that could be accepted",
                        "give an output with --output, or retry or discard it"));
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

    private Prompt prompt(DeadLetterRow letter) {
        var run = run(letter.item().runId());
        var version = store.runs()
                .promptVersion(run.promptVersion())
                .orElseThrow(() -> new IllegalStateException("the store has no prompt version " + run.promptVersion()));
        return new OutputChoice(project.config()).shown(Prompt.compile(run.task(), version.files()), run.outputMode());
    }

    private Outputs outputs() {
        return new Outputs(store, samples);
    }

    /// The project these records belong to.
    public Project project() {
        return project;
    }

    @Override
    public void close() {
        samples.close();
        store.close();
    }
}
