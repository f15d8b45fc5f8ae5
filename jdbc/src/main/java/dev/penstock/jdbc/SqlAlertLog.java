package dev.penstock.jdbc;

import dev.penstock.store.AlertLog;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.AlertRow.Times;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Alerts in SQL. One statement per transaction, but for [#dropBefore].
final class SqlAlertLog implements AlertLog {
    private static final String KEEP = """
            INSERT INTO alert (fingerprint, rule, severity, task, run, endpoint, model, simulated, state, since, fired_at,
              seen_at, told_at, resolved_at, level, value, threshold, samples, summary, next)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (fingerprint, since) DO UPDATE SET
              state = excluded.state, fired_at = excluded.fired_at, seen_at = excluded.seen_at,
              told_at = excluded.told_at, resolved_at = excluded.resolved_at, level = excluded.level,
              value = excluded.value, threshold = excluded.threshold, samples = excluded.samples,
              summary = excluded.summary, next = excluded.next""";
    private static final String DROP = "DELETE FROM alert WHERE fingerprint = ? AND since = ?";
    private static final String OPEN = "SELECT * FROM alert WHERE state <> 'resolved' ORDER BY since, key";
    private static final String FIRED = """
            SELECT * FROM alert WHERE fired_at IS NOT NULL ORDER BY fired_at DESC, key DESC LIMIT ?""";
    private static final String DELIVERED = """
            INSERT INTO alert_delivery (at, webhook, subject, failure) VALUES (?, ?, ?, ?)""";
    private static final String DELIVERIES = "SELECT * FROM alert_delivery ORDER BY key DESC LIMIT ?";
    private static final String DROP_OLD = "DELETE FROM alert WHERE state = 'resolved' AND resolved_at < ?";
    private static final String DROP_OLD_DELIVERIES = "DELETE FROM alert_delivery WHERE at < ?";

    private final GroupWriter writer;
    private final Readers readers;

    SqlAlertLog(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public void keep(AlertRow alert) {
        var subject = alert.subject();
        var times = alert.times();
        writer.write(session -> session.update(KEEP, alert.fingerprint(), alert.rule(), alert.severity(),
                subject.task(), subject.run(), subject.endpoint(), subject.model(), subject.simulated(),
                alert.state().label(), times.since().toEpochMilli(), millis(times.fired()),
                times.seen().toEpochMilli(), millis(times.told()), millis(times.resolved()), alert.level(),
                alert.figure().value(), alert.figure().threshold(), alert.figure().samples(), alert.summary(),
                alert.next()));
    }

    @Override
    public void drop(AlertRow alert) {
        writer.write(session -> session.update(DROP, alert.fingerprint(), alert.times().since().toEpochMilli()));
    }

    @Override
    public List<AlertRow> open() {
        return readers.read(session -> session.all(OPEN, SqlAlertLog::alert));
    }

    @Override
    public List<AlertRow> fired(int limit) {
        return readers.read(session -> session.all(FIRED, SqlAlertLog::alert, limit));
    }

    @Override
    public void delivered(Delivery delivery) {
        writer.write(session -> session.update(DELIVERED, delivery.at().toEpochMilli(), delivery.webhook(),
                delivery.subject(), delivery.failure()));
    }

    @Override
    public List<Delivery> deliveries(int limit) {
        return readers.read(session -> session.all(DELIVERIES, row -> new Delivery(row.time("at"),
                row.text("webhook"), row.text("subject"), row.textOrNull("failure")), limit));
    }

    @Override
    public int dropBefore(Instant time) {
        return writer.write(session -> {
            session.update(DROP_OLD_DELIVERIES, time.toEpochMilli());
            return session.update(DROP_OLD, time.toEpochMilli());
        });
    }

    private static AlertRow alert(Row row) throws SQLException {
        var subject = new Subject(row.text("task"), row.textOrNull("run"), row.textOrNull("endpoint"),
                row.textOrNull("model"), row.flag("simulated"));
        var times = new Times(row.time("since"), row.timeOrNull("fired_at"), row.time("seen_at"),
                row.timeOrNull("told_at"), row.timeOrNull("resolved_at"));
        return new AlertRow(row.text("fingerprint"), row.text("rule"), row.text("severity"), subject,
                State.valueOf(row.text("state").toUpperCase(Locale.ROOT)), times, row.integer("level"),
                new Figure(row.real("value"), row.real("threshold"), row.number("samples")), row.text("summary"),
                row.text("next"));
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }
}
