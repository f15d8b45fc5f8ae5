package dev.penstock.cli;

import dev.penstock.engine.alert.Alert;

/// An alert on one line, for whoever watches the run it is about.
final class AlertLine {
    private AlertLine() {}

    static String render(Alert alert, Palette palette) {
        var head = switch (alert.severity()) {
            case WARNING -> palette.warning("alert:");
            case CRITICAL -> palette.bad("alert:");
        };
        return head + " " + TerminalText.oneLine(alert.rule() + ": " + alert.summary()) + " → "
                + TerminalText.oneLine(alert.next());
    }
}
