package dev.penstock.jdbc;

import dev.penstock.store.SampleNumbers;
import dev.penstock.store.SampleRow;
import dev.penstock.store.SampleText;
import dev.penstock.store.SampledItem;
import dev.penstock.store.Samples.Judgement;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The rows of samples, each with its newest verdict.
final class SampleRows {
    private static final String KEEP = """
            UPDATE sample SET kept_at = ?, endpoint = ?, model = ?,
              prompt_version = ?, attempt = ?, verdict = ?, flags = ?, stop_reason = ?, input_tokens = ?,
              output_tokens = ?, cache_read = ?, cache_write = ?, cache_write_long = ?, cost_pico = ?, latency_ms = ?
            WHERE run = ? AND seq = ? AND round = ? AND kept_at IS NULL AND erased_at IS NULL RETURNING key""";
    private static final String KEEP_TEXT = """
            INSERT INTO sample_text (sample, system, messages, reply) VALUES (?, ?, ?, ?)""";

    private static final String SELECT = """
            SELECT s.*, t.system, t.messages, t.reply, j.good, j.actor, j.reason, j.at
            FROM sample s LEFT JOIN sample_text t ON t.sample = s.key
              LEFT JOIN judgement j ON j.key = (SELECT max(n.key) FROM judgement n WHERE n.sample = s.key)
            WHERE s.kept_at IS NOT NULL
            """;
    private static final String FILTER = """
            AND (? IS NULL OR s.run = ?) AND (? IS NULL OR s.task = ?)
            AND (? = 0 OR (j.key IS NULL AND s.erased_at IS NULL))
            """;
    static final String FIND = SELECT + "AND s.id = ?";
    static final String NEWEST_FIRST = SELECT + FILTER + "ORDER BY s.key DESC LIMIT ?";
    static final String PAGE = SELECT + FILTER + """
            AND (? IS NULL OR s.key < (SELECT key FROM sample WHERE id = ?)) ORDER BY s.key DESC LIMIT ?""";
    static final String OLDEST_FIRST = SELECT + FILTER + "ORDER BY s.key";
    static final String TALLY = """
            SELECT count(*) AS kept, count(*) FILTER (WHERE verdict = 'accepted' AND good IS NOT NULL) AS judged,
              count(*) FILTER (WHERE verdict = 'accepted' AND good = 0) AS bad
            FROM (""" + SELECT + FILTER + ") AS kept";

    static final String JUDGED_SINCE = """
            SELECT s.task, count(*) AS judged, count(*) FILTER (WHERE j.good = 0) AS bad
            FROM judgement j JOIN sample s ON s.key = j.sample
            WHERE j.at >= ? AND s.verdict = 'accepted'
              AND j.key = (SELECT max(n.key) FROM judgement n WHERE n.sample = s.key)
            GROUP BY s.task ORDER BY s.task""";

    private SampleRows() {}

    /// Fills the row of a chosen item.
    ///
    /// @return how many rows were filled: none when the item was not chosen, is kept already or was erased
    static int keep(Session session, SampledItem item, SampleText text, SampleNumbers numbers, Instant now)
            throws SQLException {
        var usage = numbers.usage();
        var key = session.first(KEEP, row -> row.number("key"), now.toEpochMilli(), numbers.endpoint(),
                numbers.model(), numbers.promptVersion(), numbers.attempt(), numbers.verdict(),
                JsonText.ofList(numbers.flags()), numbers.stopReason(), usage == null ? null : usage.input(),
                usage == null ? null : usage.output(), usage == null ? null : usage.cacheRead(),
                usage == null ? null : usage.cacheWrite(), usage == null ? null : usage.cacheWriteLong(),
                PicoUsd.of(numbers.costUsd()), numbers.latencyMs(), item.runId(), item.seq(), item.round());
        return key.isEmpty()
                ? 0
                : session.update(KEEP_TEXT, key.get(), text.system(), JsonText.ofMessages(text.messages()),
                        text.reply());
    }

    static SampleRow read(Row row) throws SQLException {
        var item = new SampledItem(row.text("run"), row.number("seq"), row.integer("round"), row.text("item"),
                row.text("task"));
        return new SampleRow(row.text("id"), item, text(row), numbers(row), row.time("kept_at"), judgement(row));
    }

    private static @Nullable SampleText text(Row row) throws SQLException {
        var messages = row.textOrNull("messages");
        return messages == null
                ? null
                : new SampleText(row.textOrNull("system"), JsonText.messages(messages), row.text("reply"));
    }

    private static SampleNumbers numbers(Row row) throws SQLException {
        return new SampleNumbers(row.text("endpoint"), row.text("model"), row.text("prompt_version"),
                row.integer("attempt"), row.text("verdict"), JsonText.strings(row.textOrNull("flags")),
                row.textOrNull("stop_reason"), row.isNull("input_tokens") ? null : AttemptRows.usage(row),
                row.usd("cost_pico"), row.number("latency_ms"));
    }

    private static @Nullable Judgement judgement(Row row) throws SQLException {
        return row.isNull("good")
                ? null
                : new Judgement(row.flag("good"), row.text("actor"), row.textOrNull("reason"), row.time("at"));
    }
}
