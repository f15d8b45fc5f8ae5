package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.AlertRow.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Alerts as a test wants them.
final class Told {
    static final Instant NOON = Instant.parse("2026-11-23T12:04:10.5Z");

    private Told() {}

    static Alert firing(String rule, String task, @Nullable String run) {
        return alert(rule, new Subject(task, run, "claude", "m", false), null,
                "9.1% of 412 items dead-lettered in 15 min (limit 5%)");
    }

    static Alert over(Alert alert) {
        return alert(alert.rule(), alert.subject(), NOON.plusSeconds(600), alert.summary());
    }

    static Alert alert(String rule, Subject subject, @Nullable Instant resolved, String summary) {
        var kind = new DeadLetterShare(DeadLetterShare.MOST);
        var fingerprint = Condition.fingerprint(kind, new Subject(subject.task() + rule, subject.run(),
                subject.endpoint(), subject.model(), subject.simulated()));
        return new Alert(new AlertRow(fingerprint, rule, "critical", subject,
                resolved == null ? State.FIRING : State.RESOLVED, new Times(NOON, NOON, NOON, NOON, resolved), 1,
                new Figure(37.5 / 412, 0.05, 412), Words.oneLine(summary),
                "penstock dead-letters list --task " + subject.task()), List.of("item-4711"));
    }
}
