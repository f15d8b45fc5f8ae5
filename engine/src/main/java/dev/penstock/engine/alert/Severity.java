package dev.penstock.engine.alert;

import java.util.Locale;

/// How soon somebody should look.
public enum Severity {
    /// When there is time.
    WARNING,
    /// Now: nothing useful happens until somebody does.
    CRITICAL;

    /// The name in webhooks and events: `warning`, `critical`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
