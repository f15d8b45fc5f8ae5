package dev.penstock.jdbc;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.Body;
import dev.penstock.provider.Exchange;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.AttemptLine;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.Conclusion;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of attempts and their replies. Every attempt starts as unconfirmed at its reserved tokens and cost, so sums
/// are right at any moment, a kill included; its conclusion replaces them when the usage is known.
final class AttemptRows {
    private static final String INTEND = """
            INSERT INTO attempt (run, seq, n, ask, call_id, endpoint, model, prompt_version, max_output_tokens,
              request_bytes, fixed_bytes, reserved_input, reserved_pico, priced, sent_at, batch, purpose, input_tokens, output_tokens,
              cost_pico)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
              (SELECT key FROM batch WHERE label = ?), 'unconfirmed', ?, ?, ?)
            RETURNING id""";
    private static final String RECEIVED = """
            UPDATE attempt SET received_at = ?, latency_ns = ?, status = ?, truncated_body = ?
            WHERE id = ? AND received_at IS NULL AND concluded = 0""";
    private static final String REPLY = "INSERT INTO reply (attempt, headers, body) VALUES (?, ?, ?)";
    private static final String BROKEN = """
            UPDATE attempt SET received_at = ?, latency_ns = ?, broken = ?, broken_detail = ?
            WHERE id = ? AND received_at IS NULL AND concluded = 0""";
    private static final String CONCLUDE = """
            UPDATE attempt SET concluded = 1, purpose = ?, failure = ?, failure_detail = ?, retryable = ?, evidence = ?,
              flags = ?, stop_reason = ?, request_id = ?, input_tokens = coalesce(?, input_tokens),
              output_tokens = coalesce(?, output_tokens), cache_read = coalesce(?, cache_read),
              cache_write = coalesce(?, cache_write), cache_write_long = coalesce(?, cache_write_long),
              cost_pico = coalesce(?, cost_pico)
            WHERE id = ? AND run = ? AND seq = ? AND concluded = 0 AND (received_at IS NOT NULL OR ? = 1)""";
    private static final String TEXT = "UPDATE reply SET text = ? WHERE attempt = ?";
    private static final String LOST = """
            UPDATE attempt SET concluded = 1, failure = 'connection-failed', retryable = 1,
              failure_detail = 'in flight when the engine stopped'
            WHERE run = ? AND concluded = 0 AND received_at IS NULL AND batch IS NULL
            RETURNING *, ? AS run_id, NULL AS batch_label""";
    private static final String OF_ITEM = """
            SELECT r.id AS run_id, a.*, b.label AS batch_label, p.headers, p.body, p.text
            FROM run r JOIN attempt a ON a.run = r.key LEFT JOIN reply p ON p.attempt = a.id
              LEFT JOIN batch b ON b.key = a.batch
            WHERE r.id = ? AND a.seq = ? ORDER BY a.n""";
    static final String OF_RUN = """
            SELECT r.id AS run_id, a.*, b.label AS batch_label, NULL AS headers, NULL AS body, NULL AS text
            FROM run r JOIN attempt a ON a.run = r.key LEFT JOIN batch b ON b.key = a.batch
            WHERE r.id = ? ORDER BY a.id""";

    private static final String LINES = """
            SELECT r.id AS run_id, i.id AS item_id, a.*, b.label AS batch_label, NULL AS headers, NULL AS body, NULL AS text
            FROM run r JOIN attempt a ON a.run = r.key JOIN item i ON i.run = a.run AND i.seq = a.seq
              LEFT JOIN batch b ON b.key = a.batch
            WHERE r.id = ? AND (a.seq, a.n) > (?, ?)
            """;
    private static final String IN_INPUT_ORDER = "ORDER BY a.seq, a.n LIMIT ?";
    static final String PAGE = LINES + IN_INPUT_ORDER;
    static final String FAILED_PAGE = LINES + "AND a.failure IS NOT NULL " + IN_INPUT_ORDER;

    private AttemptRows() {}

    static long insert(Session session, long run, AttemptIntent intent, long reservedPico) throws SQLException {
        return session
                .first(INTEND, row -> row.number("id"), run, intent.seq(), intent.n(), intent.ask().name(),
                        intent.callId(), intent.endpoint(), intent.model(), intent.promptVersion(),
                        intent.maxOutputTokens(), intent.requestBytes(), intent.fixedBytes(), intent.reservedInput(),
                        reservedPico, intent.priced(), intent.sentAt().toEpochMilli(), intent.batch(),
                        intent.reservedInput(),
                        intent.maxOutputTokens(),
                        reservedPico)
                .orElseThrow();
    }

    static int received(Session session, long id, Exchange.Received exchange, String headers, Instant now)
            throws SQLException {
        int updated = session.update(RECEIVED, now.toEpochMilli(), exchange.latency().toNanos(), exchange.status(),
                exchange.truncatedBody(), id);
        requireOne(updated, "attempt " + id + " does not wait for a reply");
        return session.update(REPLY, id, headers, exchange.body().bytes());
    }

    static int broken(Session session, long id, Exchange.Broken exchange, Instant now) throws SQLException {
        int updated = session.update(BROKEN, now.toEpochMilli(), exchange.latency().toNanos(), exchange.cause().name(),
                exchange.detail(), id);
        return requireOne(updated, "attempt " + id + " does not wait for a reply");
    }

    static int conclude(Session session, long run, Encoded encoded) throws SQLException {
        var conclusion = encoded.conclusion();
        var failure = conclusion.failure();
        var usage = conclusion.usage();
        int updated = session.update(CONCLUDE, conclusion.purpose().label(), failure == null ? null : failure.reason(),
                failure == null ? null : failure.detail(), failure == null ? null : failure.retryable(),
                encoded.evidence(), encoded.flags(), conclusion.stopReason(), conclusion.requestId(),
                usage == null ? null : usage.input(), usage == null ? null : usage.output(),
                usage == null ? null : usage.cacheRead(), usage == null ? null : usage.cacheWrite(),
                usage == null ? null : usage.cacheWriteLong(), encoded.costPico(), conclusion.attemptId(), run,
                conclusion.seq(), usage == null && failure != null);
        requireOne(updated, "attempt " + conclusion.attemptId() + " of item " + conclusion.seq()
                + " is concluded already, or has no reply");
        return conclusion.reply() == null ? updated : keepText(session, conclusion.attemptId(), conclusion.reply());
    }

    private static int keepText(Session session, long id, String reply) throws SQLException {
        return requireOne(session.update(TEXT, reply, id), "attempt " + id + " has no reply whose text could be kept");
    }

    static List<AttemptIntent> bookLost(Session session, long run, String runId) throws SQLException {
        return session.all(LOST, AttemptRows::intent, run, runId);
    }

    static List<AttemptRow> ofItem(Session session, String runId, long seq) throws SQLException {
        return session.all(OF_ITEM, AttemptRows::read, runId, seq);
    }

    static AttemptLine line(Row row) throws SQLException {
        return new AttemptLine(row.text("item_id"), read(row));
    }

    static int requireOne(int changed, String otherwise) {
        if (changed != 1) {
            throw new IllegalStateException(otherwise);
        }
        return changed;
    }

    static AttemptRow read(Row row) throws SQLException {
        boolean concluded = row.flag("concluded");
        var purpose = Purpose.of(row.text("purpose"));
        var status = row.numberOrNull("status");
        var latency = row.numberOrNull("latency_ns");
        return new AttemptRow(row.number("id"), intent(row), exchange(row), concluded, purpose,
                row.textOrNull("failure"), row.textOrNull("failure_detail"), evidence(row),
                JsonText.strings(row.textOrNull("flags")), row.textOrNull("stop_reason"),
                purpose == Purpose.UNCONFIRMED ? null : usage(row), row.usd("cost_pico"),
                row.textOrNull("request_id"), status == null ? null : status.intValue(),
                latency == null ? null : latency / 1_000_000, row.textOrNull("text"));
    }

    static Usage usage(Row row) throws SQLException {
        return new Usage(row.number("input_tokens"), row.number("output_tokens"), row.number("cache_read"),
                row.number("cache_write"), row.number("cache_write_long"));
    }

    private static AttemptIntent intent(Row row) throws SQLException {
        return new AttemptIntent(row.text("run_id"), row.number("seq"), row.integer("n"),
                AttemptIntent.Ask.valueOf(row.text("ask")), row.text("call_id"), row.text("endpoint"),
                row.text("model"), row.text("prompt_version"), row.integer("max_output_tokens"),
                row.number("request_bytes"), row.number("fixed_bytes"), row.number("reserved_input"),
                row.usd("reserved_pico"), row.flag("priced"), row.time("sent_at"), row.textOrNull("batch_label"));
    }

    private static @Nullable Exchange exchange(Row row) throws SQLException {
        var latency = Duration.ofNanos(row.number("latency_ns"));
        var broken = row.textOrNull("broken");
        if (broken != null) {
            return new Exchange.Broken(Exchange.Broken.Cause.valueOf(broken), row.text("broken_detail"), latency);
        }
        var body = row.bytesOrNull("body");
        return body == null
                ? null
                : new Exchange.Received(row.integer("status"), JsonText.headers(row.text("headers")), new Body(body),
                        row.flag("truncated_body"), latency);
    }

    private static List<Evidence> evidence(Row row) throws SQLException {
        return JsonText.evidence(row.textOrNull("evidence"));
    }

    /// A conclusion with its lists and money in the form of their columns, made on the caller's thread.
    ///
    /// @param costPico null when the reserved cost stays booked
    record Encoded(Conclusion conclusion, @Nullable String evidence, @Nullable String flags, @Nullable Long costPico) {
        /// @throws IllegalArgumentException if usage and purpose do not agree
        static Encoded of(Conclusion conclusion) {
            boolean unknown = conclusion.usage() == null;
            if (unknown != (conclusion.purpose() == Purpose.UNCONFIRMED)) {
                throw new IllegalArgumentException("attempt " + conclusion.attemptId() + " is "
                        + conclusion.purpose().label() + (unknown ? " without" : " with")
                        + " usage; exactly the attempts of unknown usage are unconfirmed");
            }
            return new Encoded(conclusion, JsonText.ofList(evidence(conclusion.failure())),
                    JsonText.ofList(conclusion.flags()), unknown ? null : PicoUsd.of(conclusion.costUsd()));
        }

        private static List<Evidence> evidence(@Nullable Failure failure) {
            return failure == null ? List.of() : failure.evidence();
        }
    }
}
