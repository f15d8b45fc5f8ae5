package dev.penstock.jdbc;

import dev.penstock.provider.OutputMode;
import dev.penstock.store.AcceptedRow;
import dev.penstock.store.Answerer;
import dev.penstock.store.AttemptLine;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.EndpointEvent;
import dev.penstock.store.InputPosition;
import dev.penstock.store.ItemRow;
import dev.penstock.store.PromptUse;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import dev.penstock.store.Runs;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs and what is read from them, in SQL.
final class SqlRuns implements Runs {
    private static final String CREATE = """
            INSERT INTO run (id, task, prompt_version, git_commit, endpoint, model, mode, output_mode, input, input_hash,
              item_limit, output_dir, budget_pico, simulated, status, why, started_at, updated_at, running_since, active_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT (id) DO NOTHING""";
    /// Milliseconds of the session that was not ended, up to its last sign of life: that engine works now, or it died. Looks
    /// at the newest attempts only, because a run's own are many.
    private static final String UNENDED = """
            CASE WHEN running_since IS NULL THEN 0 ELSE coalesce((
              SELECT max(0, max(coalesce(a.received_at, a.sent_at)) - run.running_since) FROM attempt a
              WHERE a.id > (SELECT max(id) - 10000 FROM attempt) AND +a.run = run.key), 0) END""";
    private static final String RUN = "SELECT run.*, active_ms + " + UNENDED + " AS worked_ms FROM run ";
    private static final String FIND = RUN + "WHERE id = ?";
    private static final String LIST = RUN + "ORDER BY started_at DESC, key DESC LIMIT ?";
    private static final String PAGE = RUN + """
            WHERE ? IS NULL OR (started_at, key) < (SELECT started_at, key FROM run WHERE id = ?)
            ORDER BY started_at DESC, key DESC LIMIT ?""";
    private static final String STATUS = """
            UPDATE run SET status = ?, why = ?, updated_at = ?, running_since = ?,
              active_ms = active_ms + CASE WHEN ? > running_since THEN ? - running_since ELSE 0 END
            WHERE id = ?""";
    private static final String HAS_PENDING = """
            SELECT 1 AS found FROM item WHERE run = ? AND status = 'pending' LIMIT 1""";
    private static final String BUDGET = "UPDATE run SET budget_pico = ? WHERE id = ?";
    private static final String OUTPUT = "UPDATE run SET output_dir = ? WHERE id = ?";
    private static final String GENERATIONS = """
            SELECT r.id FROM run r JOIN item i ON i.run = r.key AND i.id = ?
            WHERE r.input = '' ORDER BY r.key DESC LIMIT 1""";
    private static final String SAVE_VERSION = """
            INSERT INTO prompt_version (hash, task, git_commit, files, created_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (hash) DO UPDATE SET git_commit = excluded.git_commit
              WHERE git_commit LIKE '%-dirty' AND excluded.git_commit NOT LIKE '%-dirty'""";
    private static final String VERSION = "SELECT * FROM prompt_version WHERE hash = ?";
    /// Tasks whose files are the same share a version, stored under the name of the first.
    private static final String VERSIONS = """
            SELECT * FROM prompt_version
            WHERE task = ? OR hash IN (SELECT prompt_version FROM run WHERE task = ?)
            ORDER BY created_at DESC, rowid DESC""";
    private static final String LAST_OF = RUN + "WHERE task = ? ORDER BY started_at DESC, key DESC LIMIT 1";
    private static final String ANSWERERS = """
            SELECT endpoint, model,
              count(*) FILTER (WHERE broken IS NULL OR broken <> 'NOT_SENT') AS calls,
              count(*) FILTER (WHERE purpose = 'useful'
                OR (purpose = 'unconfirmed' AND concluded = 1 AND failure IS NULL)) AS accepted,
              coalesce(sum(cost_pico) FILTER (WHERE purpose <> 'unconfirmed'), 0) AS cost_pico
            FROM attempt WHERE run = (SELECT key FROM run WHERE id = ?)
            GROUP BY endpoint, model ORDER BY min(id)""";
    private static final String EVENT = "INSERT INTO endpoint_event (endpoint, kind, detail, at) VALUES (?, ?, ?, ?)";
    private static final String DROP_EVENTS = """
            DELETE FROM endpoint_event WHERE key <= (SELECT max(key) FROM endpoint_event) - 10000""";
    private static final String EVENTS = "SELECT * FROM endpoint_event ORDER BY key DESC LIMIT ?";
    private static final String SETTLE_DIED = "UPDATE run SET running_since = NULL, active_ms = active_ms + " + UNENDED
            + " WHERE running_since IS NOT NULL";

    private final GroupWriter writer;
    private final Readers readers;
    private final RunKeys keys;
    private final Retention retention;

    SqlRuns(GroupWriter writer, Readers readers, RunKeys keys) {
        this.writer = writer;
        this.readers = readers;
        this.keys = keys;
        retention = new Retention(writer, readers);
    }

    /// Ends the working time of runs whose engine died: it counts up to the last sign of life, never the time since.
    void settleDiedRuns() {
        writer.write(session -> session.update(SETTLE_DIED));
    }

    @Override
    public void create(RunRow run) {
        var budget = PicoUsd.ofNullable(run.budgetUsd());
        var outputMode = run.outputMode() == null ? null : run.outputMode().label();
        long startedAt = run.startedAt().toEpochMilli();
        var runningSince = run.status() == RunStatus.RUNNING ? startedAt : null;
        writer.write(session -> {
            int added = session.update(CREATE, run.id(), run.task(), run.promptVersion(), run.gitCommit(),
                    run.endpoint(), run.model(), run.mode(), outputMode, run.input(), run.inputHash(), run.limit(),
                    run.outputDir(), budget, run.simulated(), run.status().label(), run.why(), startedAt,
                    run.updatedAt().toEpochMilli(), runningSince);
            return AttemptRows.requireOne(added, "a run " + run.id() + " exists already");
        });
    }

    @Override
    public Optional<RunRow> find(String runId) {
        return readers.read(session -> session.first(FIND, SqlRuns::run, runId));
    }

    @Override
    public List<RunRow> list(int limit) {
        return readers.read(session -> session.all(LIST, SqlRuns::run, limit));
    }

    @Override
    public List<RunRow> page(@Nullable String after, int limit) {
        return readers.read(session -> session.all(PAGE, SqlRuns::run, after, after, limit));
    }

    @Override
    public List<ItemRow> items(String runId, @Nullable String status, long afterSeq, int limit) {
        return readers.snapshot(session -> ItemRows.page(session, runId, status, afterSeq, limit));
    }

    @Override
    public void status(String runId, RunStatus status, @Nullable String why, Instant now) {
        long at = now.toEpochMilli();
        writer.write(session -> {
            if (status == RunStatus.COMPLETE) {
                refusePending(session, runId);
            }
            int changed = session.update(STATUS, status.label(), why, at, status == RunStatus.RUNNING ? at : null, at,
                    at, runId);
            return requireRun(changed, runId);
        });
    }

    @Override
    public void budget(String runId, @Nullable BigDecimal budgetUsd) {
        var pico = PicoUsd.ofNullable(budgetUsd);
        writer.write(session -> requireRun(session.update(BUDGET, pico, runId), runId));
    }

    @Override
    public void output(String runId, String outputDir) {
        writer.write(session -> requireRun(session.update(OUTPUT, outputDir, runId), runId));
    }

    @Override
    public void savePromptVersion(PromptVersionRow version) {
        var files = JsonText.ofMap(version.files());
        writer.write(session -> session.update(SAVE_VERSION, version.hash(), version.task(), version.gitCommit(), files,
                version.createdAt().toEpochMilli()));
    }

    @Override
    public Optional<PromptVersionRow> promptVersion(String hash) {
        return readers.read(session -> session.first(VERSION, SqlRuns::promptVersion, hash));
    }

    @Override
    public List<PromptVersionRow> promptVersions(String task) {
        return readers.read(session -> session.all(VERSIONS, SqlRuns::promptVersion, task, task));
    }

    @Override
    public List<PromptUse> promptUses(String task) {
        return readers.snapshot(session -> PromptUses.of(session, task));
    }

    @Override
    public Optional<RunRow> lastOf(String task) {
        return readers.read(session -> session.first(LAST_OF, SqlRuns::run, task));
    }

    @Override
    public InputPosition inputPosition(String runId) {
        return readers.read(session -> session.first(FIND, SqlRuns::position, runId)).orElseThrow(() -> noRun(runId));
    }

    @Override
    public RunTotals totals(String runId) {
        return readers.snapshot(session -> new Totals(session, keys.of(session, runId)).totals());
    }

    @Override
    public void forEachAccepted(String runId, Consumer<AcceptedRow> each) {
        readers.forEach(each, AcceptedItems.OF_RUN, AcceptedItems::read, runId);
    }

    @Override
    public List<Answerer> answerers(String runId) {
        return readers.read(session -> session.all(ANSWERERS,
                row -> new Answerer(row.text("endpoint"), row.text("model"), row.number("calls"),
                        row.number("accepted"), row.usd("cost_pico")),
                runId));
    }

    @Override
    public Optional<ItemRow> item(String runId, String itemId) {
        return readers.snapshot(session -> ItemRows.find(session, runId, itemId));
    }

    @Override
    public Optional<String> generationsWith(String itemId) {
        return readers.read(session -> session.first(GENERATIONS, row -> row.text("id"), itemId));
    }

    @Override
    public void forEachAttempt(String runId, Consumer<AttemptRow> each) {
        readers.forEach(each, AttemptRows.OF_RUN, AttemptRows::read, runId);
    }

    @Override
    public List<String> contradictions(String runId) {
        return readers.snapshot(session -> Contradictions.of(session, keys.of(session, runId)));
    }

    @Override
    public List<AttemptLine> attempts(String runId, boolean failed, AttemptLine.Place after, int limit) {
        return readers.read(session -> session.all(failed ? AttemptRows.FAILED_PAGE : AttemptRows.PAGE,
                AttemptRows::line, runId, after.seq(), after.n(), limit));
    }

    @Override
    public void endpointEvent(EndpointEvent event) {
        writer.write(session -> {
            session.update(EVENT, event.endpoint(), event.kind(), event.detail(), event.at().toEpochMilli());
            return session.update(DROP_EVENTS);
        });
    }

    @Override
    public List<EndpointEvent> endpointEvents(int limit) {
        return readers.read(session -> session.all(EVENTS, row -> new EndpointEvent(row.text("endpoint"),
                row.text("kind"), row.text("detail"), row.time("at")), limit));
    }

    @Override
    public int dropBodies(Instant before) {
        return retention.dropBodies(before);
    }

    private void refusePending(Session session, String runId) throws SQLException {
        if (session.first(HAS_PENDING, row -> row.number("found"), keys.of(session, runId)).isPresent()) {
            throw new IllegalStateException("run " + runId + " is not complete: items are pending");
        }
    }

    private static int requireRun(int changed, String runId) {
        if (changed == 0) {
            throw noRun(runId);
        }
        return changed;
    }

    private static IllegalStateException noRun(String runId) {
        return new IllegalStateException("there is no run " + runId);
    }

    private static RunRow run(Row row) throws SQLException {
        return new RunRow(row.text("id"), row.text("task"), row.text("prompt_version"), row.textOrNull("git_commit"),
                row.text("endpoint"), row.text("model"), row.text("mode"), outputMode(row), row.text("input"),
                row.text("input_hash"), row.numberOrNull("item_limit"), row.text("output_dir"),
                row.usdOrNull("budget_pico"),
                row.flag("simulated"), RunStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.textOrNull("why"), row.time("started_at"), row.time("updated_at"),
                row.number("worked_ms") / 1_000.0);
    }

    private static @Nullable OutputMode outputMode(Row row) throws SQLException {
        var label = row.textOrNull("output_mode");
        return label == null ? null : OutputMode.of(label).orElse(null);
    }

    private static InputPosition position(Row row) throws SQLException {
        return new InputPosition(row.number("position_offset"), row.number("position_line"),
                row.number("position_seq"), row.flag("position_complete"));
    }

    private static PromptVersionRow promptVersion(Row row) throws SQLException {
        return new PromptVersionRow(row.text("hash"), row.text("task"), row.textOrNull("git_commit"),
                JsonText.texts(row.text("files")), row.time("created_at"));
    }
}
