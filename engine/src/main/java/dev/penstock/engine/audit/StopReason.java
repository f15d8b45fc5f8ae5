package dev.penstock.engine.audit;

import java.util.Locale;
import java.util.Set;

/// What a stop reason means, whoever wrote it.
enum StopReason {
    /// The reply was cut at a token limit.
    TRUNCATED,
    /// The model or a filter declined.
    REFUSED,
    /// Anything else, unknown ones included: the reply itself must show what it is worth.
    ENDED;

    private static final Set<String> CUT = Set.of("length", "max_tokens", "max_output_tokens", "max_completion_tokens",
            "model_length", "model_context_window_exceeded", "token_limit");
    private static final Set<String> DECLINED = Set.of("refusal", "content_filter", "content_filtered", "safety",
            "guardrail_intervened", "prohibited_content", "recitation", "blocklist", "spii");

    static StopReason of(String word) {
        var plain = word.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        if (CUT.contains(plain)) {
            return TRUNCATED;
        }
        return DECLINED.contains(plain) ? REFUSED : ENDED;
    }
}
