package dev.penstock.cli;

import dev.penstock.engine.alert.Alert;

/// An alert on one line, for whoever watches the run it is about.
final class AlertLine {
    private AlertLine() {}

    static String render(Alert alert, Palette palette) {
        if (alert.resolved()) {
            return palette.good("resolved:") + " "
                    + TerminalText.oneLine(alert.rule() + ": " + alert.subject().task() + ": " + alert.summary());
        }
        var head = switch (alert.severity()) {
            case INFO, WARNING -> palette.warning("alert:");
            case CRITICAL -> palette.bad("alert:");
        };
        return head + " " + TerminalText.oneLine(alert.rule() + ": " + alert.summary() + items(alert)) + " → "
                + TerminalText.oneLine(alert.next());
    }

    private static String items(Alert alert) {
        return alert.items().isEmpty() ? "" : " (items " + String.join(", ", alert.items()) + ")";
    }
}
