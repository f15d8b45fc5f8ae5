package dev.penstock.engine.alert;

import java.util.Optional;
import java.util.Set;

/// One thing worth telling. Pure: what is found depends on nothing but what was seen.
public sealed interface Rule
        permits EndpointHalted, RunPaused, ZeroAccepted, DeadLetterShare, BudgetShare, NoProgress {
    /// The name in settings, logs and webhooks, such as `dead-letters`.
    String name();

    Severity severity();

    /// Names of rules that have nothing to add while this one finds something.
    default Set<String> silences() {
        return Set.of();
    }

    /// Empty while all is well.
    Optional<Finding> judge(History history);
}
