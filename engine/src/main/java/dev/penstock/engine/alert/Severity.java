package dev.penstock.engine.alert;

import java.util.Locale;

/// How soon somebody should look.
public enum Severity {
    /// It is good to know.
    INFO,
    /// When there is time.
    WARNING,
    /// Now: nothing useful happens until somebody does.
    CRITICAL;

    /// The name in webhooks and events: `info`, `warning`, `critical`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Severity of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
