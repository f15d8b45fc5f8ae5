package dev.penstock.jdbc;

import dev.penstock.store.SampleNumbers;
import dev.penstock.store.SampleRow;
import dev.penstock.store.SampleText;
import dev.penstock.store.SampledItem;
import dev.penstock.store.Samples;
import dev.penstock.store.StoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Samples in a SQLite file of their own. A sample need not survive a power cut, so commits do not wait for the disk; and
/// what is erased gives its room back, which costs each write a little more.
public final class SqliteSamples implements Samples {
    private static final List<String> FIRST = List.of("PRAGMA auto_vacuum = INCREMENTAL");
    private static final List<String> WRITER = List.of("PRAGMA synchronous = NORMAL", "PRAGMA busy_timeout = 5000");
    private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();
    private static final int CHUNK = 200;

    private static final String SEED = "SELECT value FROM seed";
    /// The share of the day is counted and taken in one statement of the one writer of the file.
    private static final String CHOOSE = """
            INSERT INTO sample (id, run, seq, round, item, task, day, chosen_at)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?
            WHERE (SELECT count(*) FROM sample WHERE task = ? AND day = ?) < ?
            ON CONFLICT (run, seq, round) DO NOTHING""";
    private static final String CHOSEN = """
            SELECT 1 AS found FROM sample WHERE run = ? AND seq = ? AND round = ? AND erased_at IS NULL""";
    private static final String JUDGE = """
            INSERT INTO judgement (sample, good, actor, reason, at)
            SELECT key, ?, ?, ?, ? FROM sample WHERE id = ? AND kept_at IS NOT NULL""";
    private static final String JUDGEMENTS = """
            SELECT j.* FROM judgement j JOIN sample s ON s.key = j.sample WHERE s.id = ? ORDER BY j.key""";
    private static final String OF_ITEM = "SELECT key FROM sample WHERE run = ? AND seq = ? AND erased_at IS NULL";
    private static final String OLD = "SELECT key FROM sample WHERE chosen_at < ? AND erased_at IS NULL LIMIT ?";
    private static final String ERASE = "UPDATE sample SET item = '', erased_at = ? WHERE key = ?";
    private static final String ERASE_TEXT = "DELETE FROM sample_text WHERE sample = ?";
    private static final String ERASE_REASONS = "UPDATE judgement SET reason = NULL WHERE sample = ?";

    private final GroupWriter writer;
    private final Readers readers;
    private final RandomId ids;
    private final InstantSource clock;
    private final long seed;

    private SqliteSamples(Sqlite sqlite, InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        ids = new RandomId("s_", random);
        writer = GroupWriter.start(sqlite, CommitMeter.NONE);
        readers = new Readers(sqlite);
        seed = readers.read(session -> session.first(SEED, row -> row.number("value")).orElseThrow());
    }

    /// Opens the file, and creates it for its owner's eyes only if there is none.
    ///
    /// @throws StoreException if the path cannot be a store of samples; the message says what to do
    public static SqliteSamples open(Path file) {
        return open(file, InstantSource.system(), new SecureRandom());
    }

    /// As [#open(Path)].
    ///
    /// @param clock tells when texts were erased
    /// @param random makes the ids of samples
    public static SqliteSamples open(Path file, InstantSource clock, RandomGenerator random) {
        var sqlite = new Sqlite(StoreFile.create(file), FIRST, WRITER);
        if (Schema.SAMPLES.outdated(sqlite)) {
            try (var _ = EngineLock.take(sqlite.file(), "a schema migration", clock.instant())) {
                Schema.SAMPLES.migrate(sqlite);
            }
        }
        return new SqliteSamples(sqlite, clock, random);
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public boolean choose(SampledItem item, int maxPerDay, Instant now) {
        long day = Math.floorDiv(now.toEpochMilli(), MILLIS_PER_DAY);
        return writer.write(session -> session.update(CHOOSE, ids.next(), item.runId(), item.seq(), item.round(),
                item.itemId(), item.task(), day, now.toEpochMilli(), item.task(), day, maxPerDay) == 1
                || session.first(CHOSEN, row -> row.flag("found"), item.runId(), item.seq(), item.round())
                        .isPresent());
    }

    @Override
    public boolean keep(SampledItem item, SampleText text, SampleNumbers numbers, Instant now) {
        return writer.write(session -> SampleRows.keep(session, item, text, numbers, now)) > 0;
    }

    @Override
    public List<SampleRow> list(Filter filter, int limit) {
        return readers.read(session -> session.all(SampleRows.NEWEST_FIRST, SampleRows::read, filter.runId(),
                filter.runId(), filter.task(), filter.task(), filter.unjudged(), limit));
    }

    @Override
    public List<SampleRow> page(Filter filter, @Nullable String after, int limit) {
        return readers.read(session -> session.all(SampleRows.PAGE, SampleRows::read, filter.runId(), filter.runId(),
                filter.task(), filter.task(), filter.unjudged(), after, after, limit));
    }

    @Override
    public Optional<SampleRow> find(String id) {
        return readers.read(session -> session.first(SampleRows.FIND, SampleRows::read, id));
    }

    @Override
    public void forEach(Filter filter, Consumer<SampleRow> each) {
        readers.forEach(each, SampleRows.OLDEST_FIRST, SampleRows::read, filter.runId(), filter.runId(), filter.task(),
                filter.task(), filter.unjudged());
    }

    @Override
    public boolean judge(String id, Judgement judgement) {
        return writer.write(session -> session.update(JUDGE, judgement.good(), judgement.actor(), judgement.reason(),
                judgement.at().toEpochMilli(), id)) == 1;
    }

    @Override
    public List<Judgement> judgements(String id) {
        return readers.read(session -> session.all(JUDGEMENTS, row -> new Judgement(row.flag("good"),
                row.text("actor"), row.textOrNull("reason"), row.time("at")), id));
    }

    @Override
    public Tally tally(Filter filter) {
        return readers.read(session -> session
                .first(SampleRows.TALLY,
                        row -> new Tally(row.number("kept"), row.number("judged"), row.number("bad")),
                        filter.runId(), filter.runId(), filter.task(), filter.task(), filter.unjudged())
                .orElseThrow());
    }

    @Override
    public Map<String, Tally> judgedSince(Instant time) {
        var tallies = new TreeMap<String, Tally>();
        readers.read(session -> session.all(SampleRows.JUDGED_SINCE,
                row -> Map.entry(row.text("task"), new Tally(row.number("judged"), row.number("judged"),
                        row.number("bad"))),
                time.toEpochMilli()))
                .forEach(entry -> tallies.put(entry.getKey(), entry.getValue()));
        return tallies;
    }

    @Override
    public int erase(String runId, long seq) {
        return erased(writer.write(
                session -> erase(session, session.all(OF_ITEM, row -> row.number("key"), runId, seq))));
    }

    @Override
    public int eraseBefore(Instant time) {
        int erased = 0;
        int chunk;
        do {
            chunk = writer.write(session -> erase(session,
                    session.all(OLD, row -> row.number("key"), time.toEpochMilli(), CHUNK)));
            erased += chunk;
        } while (chunk == CHUNK);
        return erased(erased);
    }

    private int erase(Session session, List<Long> keys) throws SQLException {
        for (var key : keys) {
            session.update(ERASE, clock.millis(), key);
            session.update(ERASE_TEXT, key);
            session.update(ERASE_REASONS, key);
        }
        return keys.size();
    }

    /// Takes what was erased out of the log too, and gives the room back.
    private int erased(int samples) {
        if (samples > 0) {
            new FreedPages(writer, readers).release();
        }
        return samples;
    }

    /// Writes what still waits, then releases the file.
    @Override
    public void close() {
        writer.close();
        readers.close();
    }
}
