package dev.penstock.provider;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An HTTP error and what it means. Status decides first; names and sentences in the body decide where providers hide
/// something else behind a status: billing behind 429 and 400, a bad key behind 400, an oversized request behind 429, a
/// refusal behind 400 and 403.
///
/// @param status the HTTP status, or the one that fits an error sent with status 200
/// @param html whether a web page came instead of the API's answer, as from a firewall
/// @param retryAfter null when there is none that makes sense
/// @param detail one line, free of prompt, reply and key
public record Rejection(int status, ErrorBody error, boolean html, @Nullable Duration retryAfter, String detail) {
    /// A person must pay, raise a limit or unlock the account. Anthropic: platform.claude.com/docs/en/api/errors and
    /// rate-limits; OpenAI: platform.openai.com/docs/guides/error-codes (both November 2026).
    private static final Set<String> BILLING = Set.of("billing_error", "enforced_spend_limit_reached",
            "contract_spend_limit_reached", "linked_organization_spend_limit_reached",
            "linked_organization_billing_unavailable", "insufficient_quota", "credit_balance_exhausted",
            "organization_spend_limit_exceeded", "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
            "billing_hard_limit_reached", "billing_not_active", "organization_on_hold", "organization_restricted");
    private static final Pattern BILLING_SENTENCE = Pattern.compile(
            "(you|your|this|the) .{0,60}(api usage limits?|spend(ing)? limit|credit balance is too low|has been disabled)",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> BAD_KEY = Set.of("invalid_api_key", "api_key_invalid", "authentication_error");
    private static final Pattern BAD_KEY_SENTENCE = Pattern.compile(
            "(incorrect|invalid|bad) api key|api key (not valid|expired|not found|is invalid)",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> NO_MODEL = Set.of("model_not_found", "unknown_model", "invalid_model");
    private static final Set<String> POLICY = Set.of("content_policy_violation", "content_filter",
            "responsibleaipolicyviolation", "invalid_prompt", "moderation_blocked", "data_inspection_failed",
            "bio_policy", "cyber_policy");
    private static final Pattern POLICY_SENTENCE = Pattern.compile(
            "(output|input) blocked by content filtering|content violates|.{0,60}requires moderation|.{0,40}input was flagged",
            Pattern.CASE_INSENSITIVE);
    /// Groq answers 400 when the model, not the caller, broke the format.
    private static final Set<String> FAILED_GENERATION = Set.of("tool_use_failed", "json_validate_failed");

    /// What an error response means.
    public Failure failure() {
        return switch (status) {
            case 400, 422 -> badRequest();
            case 401 -> blocked(Cause.KEY_REFUSED);
            case 402 -> blocked(Cause.NO_CREDIT);
            case 403 -> forbidden();
            case 404 -> blocked(Cause.NO_MODEL);
            case 413 ->
                ContextOverflow.in(error) ? new Failure.ContextTooLong(detail) : new Failure.InvalidRequest(detail);
            case 429 -> tooManyRequests();
            case 503, 529 -> new Failure.Overloaded(retryAfter, detail);
            case 408, 409 -> new Failure.ServerError(detail);
            default ->
                status >= 400 && status < 500 ? new Failure.InvalidRequest(detail) : new Failure.ServerError(detail);
        };
    }

    private Failure badRequest() {
        if (isBilling()) {
            return blocked(Cause.NO_CREDIT);
        }
        if (error.isAny(BAD_KEY) || error.begins(BAD_KEY_SENTENCE)) {
            return blocked(Cause.KEY_REFUSED);
        }
        if (error.isAny(NO_MODEL)) {
            return blocked(Cause.NO_MODEL);
        }
        if (isPolicy()) {
            return Wire.refused(detail, "");
        }
        if (error.isAny(FAILED_GENERATION)) {
            return failedGeneration();
        }
        return ContextOverflow.in(error) ? new Failure.ContextTooLong(detail) : new Failure.InvalidRequest(detail);
    }

    private Failure failedGeneration() {
        var evidence = new Evidence("parse", "failed-generation", "",
                "The provider rejected what the model wrote before it was sent.", null);
        return new Failure.Unparseable(detail, List.of(evidence));
    }

    /// A firewall blocks single prompts with a web page while others pass; the API itself answers in JSON.
    private Failure forbidden() {
        if (isPolicy()) {
            return Wire.refused(detail, "");
        }
        return html
                ? new Failure.InvalidRequest(detail + " a web page, as from a firewall")
                : blocked(Cause.NOT_ALLOWED);
    }

    private Failure tooManyRequests() {
        if (isBilling()) {
            return blocked(Cause.NO_CREDIT);
        }
        return ContextOverflow.in(error)
                ? new Failure.ContextTooLong(detail)
                : new Failure.RateLimited(retryAfter, detail);
    }

    private boolean isBilling() {
        return error.isAny(BILLING) || error.begins(BILLING_SENTENCE);
    }

    private boolean isPolicy() {
        return error.isAny(POLICY) || error.begins(POLICY_SENTENCE);
    }

    private Failure blocked(Cause cause) {
        return new Failure.AccountBlocked(cause, detail);
    }
}
