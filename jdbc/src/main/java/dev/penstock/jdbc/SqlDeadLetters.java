package dev.penstock.jdbc;

import dev.penstock.jdbc.DeadLetterRows.LastReply;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.ReviewRow;
import dev.penstock.store.Signature;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Dead letters and decisions about them in SQL. A decision changes the dead letter, its item, the accepted attempt and
/// the list of reviews in one transaction.
final class SqlDeadLetters implements DeadLetters {
    private static final String ALL = DeadLetterRows.SELECT + DeadLetterRows.MATCHING + "ORDER BY d.key";
    private static final String LIST = ALL + " LIMIT ?";
    private static final String PAGE = DeadLetterRows.SELECT + DeadLetterRows.MATCHING + """
            AND (? IS NULL OR d.key > (SELECT key FROM dead_letter WHERE id = ?)) ORDER BY d.key LIMIT ?""";
    private static final String COUNT = """
            SELECT count(*) AS letters FROM dead_letter d JOIN run r ON r.key = d.run
            """ + DeadLetterRows.MATCHING;
    /// Counted by run first, which an index answers alone.
    private static final String WAITING = """
            SELECT r.task, g.reason, sum(g.letters) AS letters, min(g.oldest) AS oldest
            FROM (
              SELECT run, reason, count(*) AS letters, min(created_at) AS oldest
              FROM dead_letter WHERE status = 'open' GROUP BY run, reason) AS g
            JOIN run r ON r.key = g.run
            GROUP BY r.task, g.reason ORDER BY letters DESC, r.task, g.reason""";
    private static final String GROUPS = """
            SELECT r.task, d.reason, count(*) AS letters, min(d.created_at) AS oldest
            FROM dead_letter d JOIN run r ON r.key = d.run
            """ + DeadLetterRows.MATCHING + "GROUP BY r.task, d.reason ORDER BY letters DESC, r.task, d.reason";
    private static final String PLACE = """
            SELECT n.earlier, n.letters, p.id AS previous, s.id AS next
            FROM (SELECT coalesce(sum(CASE WHEN d.key < h.key THEN 1 ELSE 0 END), 0) AS earlier, count(*) AS letters,
                max(CASE WHEN d.key < h.key THEN d.key END) AS previous,
                min(CASE WHEN d.key > h.key THEN d.key END) AS next
              FROM dead_letter h CROSS JOIN dead_letter d JOIN run r ON r.key = d.run
            """ + DeadLetterRows.MATCHING + """
              AND h.id = ?) n
            LEFT JOIN dead_letter p ON p.key = n.previous LEFT JOIN dead_letter s ON s.key = n.next""";
    private static final String SELECT = """
            SELECT d.id, r.id AS run_id, d.reason, d.version, coalesce((
                SELECT a.cost_pico FROM attempt a WHERE a.run = d.run AND a.seq = d.seq ORDER BY a.n DESC LIMIT 1), 0)
              AS cost_pico
            FROM dead_letter d JOIN run r ON r.key = d.run
            """ + DeadLetterRows.MATCHING + "ORDER BY d.key";
    private static final String FIND = DeadLetterRows.SELECT + "WHERE d.id = ?";
    private static final String ARRIVALS = """
            SELECT d.key, d.id, i.id AS item_id, d.reason
            FROM dead_letter d JOIN run r ON r.key = d.run JOIN item i ON i.run = d.run AND i.seq = d.seq
            WHERE d.key > ? AND r.id = ? ORDER BY d.key LIMIT ?""";
    private static final String NEWEST = "SELECT coalesce(max(key), 0) AS newest FROM dead_letter";
    private static final String NEWEST_DECISION = "SELECT coalesce(max(key), 0) AS newest FROM review";
    private static final String RUNS_DECIDED = """
            SELECT DISTINCT r.id FROM review v JOIN dead_letter d ON d.key = v.dead_letter JOIN run r ON r.key = d.run
            WHERE v.key > ?""";
    private static final String OPEN = DeadLetterRows.SELECT + """
            WHERE r.id = ? AND d.status = 'open' ORDER BY d.run, d.seq""";
    private static final String DECIDE = """
            UPDATE dead_letter SET status = ?, version = version + 1
            WHERE id = ? AND version = ? AND status = 'open' RETURNING key, run, seq""";
    private static final String ACCEPT = """
            UPDATE item SET status = 'accepted', output = ?, review = ?, accepted_attempt = ?, finished_at = ?
            WHERE run = ? AND seq = ? AND status = 'dead'""";
    private static final String USE_REPLY = """
            UPDATE attempt SET purpose = 'useful' WHERE id = ? AND purpose IN ('rejected', 'repair')""";
    private static final String DISCARD = """
            UPDATE item SET status = 'discarded', finished_at = ? WHERE run = ? AND seq = ? AND status = 'dead'""";

    private final GroupWriter writer;
    private final Readers readers;

    SqlDeadLetters(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public List<DeadLetterRow> list(Filter filter, int limit) {
        var arguments = DeadLetterRows.arguments(filter, limit);
        return readers.read(session -> session.all(LIST, DeadLetterRows::read, arguments));
    }

    @Override
    public List<DeadLetterRow> page(Filter filter, @Nullable String after, int limit) {
        var arguments = DeadLetterRows.arguments(filter, after, after, limit);
        return readers.read(session -> session.all(PAGE, DeadLetterRows::read, arguments));
    }

    @Override
    public long count(Filter filter) {
        var arguments = DeadLetterRows.arguments(filter);
        return readers.read(session -> session.first(COUNT, row -> row.number("letters"), arguments)).orElse(0L);
    }

    @Override
    public List<Waiting> waiting() {
        return readers.read(session -> session.all(WAITING, SqlDeadLetters::group));
    }

    @Override
    public List<Waiting> groups(Filter filter) {
        var arguments = DeadLetterRows.arguments(filter);
        return readers.read(session -> session.all(GROUPS, SqlDeadLetters::group, arguments));
    }

    private static Waiting group(Row row) throws SQLException {
        return new Waiting(row.text("task"), row.text("reason"), row.number("letters"), row.time("oldest"));
    }

    @Override
    public Place place(Filter filter, String id) {
        var arguments = DeadLetterRows.arguments(filter, id);
        return readers
                .read(session -> session.first(PLACE, row -> new Place(row.number("earlier"), row.number("letters"),
                        row.textOrNull("previous"), row.textOrNull("next")), arguments))
                .orElseThrow();
    }

    @Override
    public List<Selected> select(Filter filter) {
        var arguments = DeadLetterRows.arguments(filter);
        return readers.read(session -> session.all(SELECT, SqlDeadLetters::selected, arguments));
    }

    @Override
    public void forEach(Filter filter, Consumer<DeadLetterRow> each) {
        readers.forEach(each, ALL, DeadLetterRows::read, DeadLetterRows.arguments(filter));
    }

    @Override
    public Optional<DeadLetterRow> find(String id) {
        return readers.read(session -> session.first(FIND, DeadLetterRows::read, id));
    }

    @Override
    public List<Arrival> arrivals(String runId, long after, int limit) {
        return readers.read(session -> session.all(ARRIVALS,
                row -> new Arrival(row.number("key"), row.text("id"), row.text("item_id"), row.text("reason")), after,
                runId, limit));
    }

    @Override
    public long newest() {
        return readers.read(session -> session.first(NEWEST, row -> row.number("newest"))).orElse(0L);
    }

    @Override
    public void forEachOpen(String runId, Consumer<DeadLetterRow> each) {
        readers.forEach(each, OPEN, DeadLetterRows::read, runId);
    }

    @Override
    public boolean accept(String id, int expectedVersion, Acceptance acceptance, Signature by) {
        return writer.write(session -> {
            var letter = decide(session, "accepted", id, expectedVersion);
            if (letter.isEmpty()) {
                return false;
            }
            var decided = letter.get();
            var before = DeadLetterRows.outputBefore(session, decided.run(), decided.seq());
            finish(session, id, decided, acceptance, by);
            Reviews.accepted(session, decided, acceptance, before, by);
            return true;
        });
    }

    @Override
    public boolean discard(String id, int expectedVersion, Signature by) {
        return writer.write(session -> {
            var letter = decide(session, "discarded", id, expectedVersion);
            if (letter.isEmpty()) {
                return false;
            }
            var decided = letter.get();
            requireDead(session.update(DISCARD, by.at().toEpochMilli(), decided.run(), decided.seq()), id);
            Reviews.discarded(session, decided, by);
            return true;
        });
    }

    @Override
    public List<ReviewRow> reviews(String deadLetterId) {
        return readers.read(session -> Reviews.ofLetter(session, deadLetterId));
    }

    @Override
    public long newestDecision() {
        return readers.read(session -> session.first(NEWEST_DECISION, row -> row.number("newest"))).orElse(0L);
    }

    @Override
    public List<String> runsDecided(long after) {
        return readers.read(session -> session.all(RUNS_DECIDED, row -> row.text("id"), after));
    }

    @Override
    public List<Reviewed> reviewed(Filter filter, int limit) {
        var arguments = DeadLetterRows.arguments(filter, limit);
        return readers.read(session -> Reviews.newest(session, arguments));
    }

    private static Optional<Reviews.Decided> decide(Session session, String status, String id, int expectedVersion)
            throws SQLException {
        return session.first(DECIDE,
                row -> new Reviews.Decided(row.number("key"), row.number("run"), row.number("seq")), status, id,
                expectedVersion);
    }

    private static void finish(Session session, String id, Reviews.Decided letter, Acceptance acceptance, Signature by)
            throws SQLException {
        var reply = DeadLetterRows.lastReply(session, letter.run(), letter.seq());
        int changed = session.update(ACCEPT, acceptance.output(), acceptance.flag(),
                reply.map(LastReply::attempt).orElse(null), by.at().toEpochMilli(), letter.run(), letter.seq());
        requireDead(changed, id);
        if (reply.isPresent() && !acceptance.corrected()) {
            session.update(USE_REPLY, reply.get().attempt());
        }
    }

    private static void requireDead(int changed, String id) {
        AttemptRows.requireOne(changed, "the item of dead letter " + id + " is not dead");
    }

    private static Selected selected(Row row) throws SQLException {
        return new Selected(row.text("id"), row.text("run_id"), row.text("reason"), row.integer("version"),
                row.usd("cost_pico"));
    }
}
