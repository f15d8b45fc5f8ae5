package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.AlertRow.Subject;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Something that somebody should be told: that a matter came up, got worse, goes on or is over. Names and numbers only, no
/// text of items, prompts or replies.
///
/// @param items ids of items behind it, the worst first; for the log and the screen, never stored and never sent
public record Alert(AlertRow row, List<String> items) {
    public Alert {
        items = List.copyOf(items);
    }

    /// The name of the rule that fired, such as `dead-letters`.
    public String rule() {
        return row.rule();
    }

    public Severity severity() {
        return Severity.of(row.severity());
    }

    /// Whether it is over.
    public boolean resolved() {
        return row.state() == State.RESOLVED;
    }

    /// When it fired, or was over.
    public Instant at() {
        var times = row.times();
        var end = times.resolved();
        var fired = times.fired();
        return end != null ? end : fired != null ? fired : times.since();
    }

    /// What it is about.
    public Subject subject() {
        return row.subject();
    }

    /// The number that made it fire.
    public Figure figure() {
        return row.figure();
    }

    /// What is the matter, on one line.
    public String summary() {
        return row.summary();
    }

    /// The command, or the deed, that goes on from here.
    public String next() {
        return row.next();
    }

    /// What it is, for events: names and numbers.
    public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode()
                .put("rule", rule())
                .put("state", row.state().label())
                .put("severity", severity().label())
                .put("value", figure().value())
                .put("threshold", figure().threshold())
                .put("samples", figure().samples())
                .put("summary", summary())
                .put("next", next());
    }

    /// All of it in a sentence or two: `dead-letters: ticket-triage, run r_7F3K: 9.1% of ...`. Without ids of items.
    public String sentence() {
        return resolved()
                ? rule() + ": " + Words.subject(subject()) + ": over. It was: " + summary()
                : rule() + ": " + Words.subject(subject()) + ": " + summary() + ". Next: " + next();
    }

    /// As [#sentence], with ids of items: for whoever may look into the store anyway.
    public String inHouse() {
        return items.isEmpty() || resolved() ? sentence() : sentence() + " (items " + String.join(", ", items) + ")";
    }
}
