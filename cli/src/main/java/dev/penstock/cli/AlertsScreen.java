package dev.penstock.cli;

import dev.penstock.engine.alert.AlertBoard;
import dev.penstock.store.AlertLog.Delivery;
import dev.penstock.store.AlertRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What somebody was told.
final class AlertsScreen {
    private static final int LAST = 10;

    private AlertsScreen() {}

    static List<String> render(AlertBoard board, Instant now, int width, Palette palette) {
        var lines = new ArrayList<String>();
        if (board.firing().isEmpty()) {
            lines.add("  " + palette.good("Nothing fires."));
        }
        board.firing().forEach(alert -> lines.addAll(firing(alert, now, width, palette)));
        if (!board.pending().isEmpty()) {
            section(lines, "Pending", palette);
            board.pending().forEach(alert -> lines.add(line(alert, now, width)));
        }
        var over = board.fired()
                .stream()
                .filter(alert -> alert.state() == AlertRow.State.RESOLVED)
                .limit(LAST)
                .toList();
        if (!over.isEmpty()) {
            section(lines, "Over", palette);
            over.forEach(alert -> lines.add(line(alert, now, width)));
        }
        if (!board.deliveries().isEmpty()) {
            section(lines, "Messages", palette);
            board.deliveries().stream().limit(LAST).forEach(one -> lines.add(delivery(one, now, width, palette)));
        }
        lines.add("");
        lines.addAll(rules(board, width, palette));
        return lines;
    }

    static ObjectNode json(AlertBoard board) {
        var node = JsonNodeFactory.instance.objectNode();
        var firing = node.putArray("firing");
        board.firing().forEach(alert -> add(firing, alert));
        var pending = node.putArray("pending");
        board.pending().forEach(alert -> add(pending, alert));
        var fired = node.putArray("fired");
        board.fired().forEach(alert -> add(fired, alert));
        var messages = node.putArray("messages");
        board.deliveries()
                .forEach(one -> messages.addObject()
                        .put("at", one.at().toString())
                        .put("webhook", one.webhook())
                        .put("subject", one.subject())
                        .put("failure", one.failure()));
        var rules = node.putArray("rules");
        board.rules()
                .forEach(rule -> rules.addObject()
                        .put("rule", rule.name())
                        .put("severity", rule.severity())
                        .put("on", rule.on())
                        .put("when", rule.when()));
        return node;
    }

    private static void section(List<String> lines, String title, Palette palette) {
        lines.add("");
        lines.add("  " + palette.strong(title));
    }

    private static List<String> firing(AlertRow alert, Instant now, int width, Palette palette) {
        var mark = alert.severity().equals("critical") ? palette.bad("✖") : palette.warning("!");
        var lines = new ArrayList<String>();
        lines.add(Columns.cut("  " + mark + " " + palette.strong(alert.rule()) + "  " + subject(alert) + ", since "
                + Tables.age(alert.times().since(), now), width));
        wrap(lines, alert.summary(), "    ", width);
        wrap(lines, alert.next(), "    → ", width);
        return lines;
    }

    private static void wrap(List<String> lines, String text, String indent, int width) {
        var first = true;
        for (var part : Columns.wrap(TerminalText.oneLine(text), width - indent.length())) {
            lines.add((first ? indent : " ".repeat(indent.length())) + part.strip());
            first = false;
        }
    }

    private static String line(AlertRow alert, Instant now, int width) {
        return Columns.cut("    " + alert.rule() + "  " + subject(alert) + ", " + Tables.age(alert.times().since(), now)
                + ": " + TerminalText.oneLine(alert.summary()), width);
    }

    private static String delivery(Delivery delivery, Instant now, int width, Palette palette) {
        var failure = delivery.failure();
        return Columns.cut("    " + (failure == null ? palette.good("✓") : palette.bad("✖")) + " "
                + TerminalText.oneLine(delivery.subject()) + " to " + delivery.webhook() + ", "
                + Tables.age(delivery.at(), now) + (failure == null ? "" : ": " + failure), width);
    }

    private static List<String> rules(AlertBoard board, int width, Palette palette) {
        var table = new Table("rule", "severity", "fires when");
        board.rules().forEach(rule -> table.row(rule.name(), rule.severity(), rule.on() ? rule.when() : "off"));
        return table.render(width, palette);
    }

    private static String subject(AlertRow alert) {
        var subject = alert.subject();
        return TerminalText.oneLine(subject.task() + part(", run ", subject.run())
                + (subject.run() == null ? part(" at ", subject.endpoint()) : ""));
    }

    private static String part(String before, @Nullable String part) {
        return part == null ? "" : before + part;
    }

    private static void add(ArrayNode all, AlertRow alert) {
        var subject = alert.subject();
        var times = alert.times();
        all.addObject()
                .put("rule", alert.rule())
                .put("severity", alert.severity())
                .put("state", alert.state().label())
                .put("fingerprint", alert.fingerprint())
                .put("task", subject.task())
                .put("run", subject.run())
                .put("endpoint", subject.endpoint())
                .put("model", subject.model())
                .put("since", times.since().toString())
                .put("resolved", times.resolved() == null ? null : times.resolved().toString())
                .put("value", alert.figure().value())
                .put("threshold", alert.figure().threshold())
                .put("samples", alert.figure().samples())
                .put("summary", alert.summary())
                .put("next", alert.next());
    }
}
