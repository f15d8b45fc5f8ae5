package dev.penstock.cli;

import java.util.Set;

/// The closed set of reasons, as they stand in reports (design 4).
final class FailureNames {
    static final Set<String> ALL = Set.of("rate-limited", "overloaded", "server-error", "connection-failed",
            "timed-out",
            "invalid-request", "context-too-long", "refused", "account-blocked", "truncated", "unparseable",
            "schema-mismatch", "placeholder", "ungrounded", "rule-broken", "wrong-language", "disagreement",
            "judged-wrong", "bad-input", "template-error");

    private FailureNames() {}
}
