package dev.penstock.item;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why an attempt gave no acceptable reply. A closed set: adding a case stops the build at every switch that must decide
/// about it.
public sealed interface Failure {
    /// One line for the operator. Never holds prompt text, reply text or a key, so it may be logged.
    String detail();

    /// What a reviewer sees; empty when the detail says everything.
    default List<Evidence> evidence() {
        return List.of();
    }

    /// Whether the same request may succeed later. Metrics and reports split errors by exactly this line.
    default boolean retryable() {
        return switch (this) {
            case RateLimited _,Overloaded _,ServerError _,ConnectionFailed _,TimedOut _ -> true;
            case InvalidRequest _,ContextTooLong _,Refused _,AccountBlocked _,Truncated _,Unparseable _,SchemaMismatch _,Placeholder _,Ungrounded _,RuleBroken _,WrongLanguage _,Disagreement _,JudgedWrong _,BadInput _,TemplateError _ ->
                false;
        };
    }

    /// The name in reports, dead letters and metrics: `rate-limited`, `schema-mismatch`, ...
    default String reason() {
        return switch (this) {
            case RateLimited _ -> "rate-limited";
            case Overloaded _ -> "overloaded";
            case ServerError _ -> "server-error";
            case ConnectionFailed _ -> "connection-failed";
            case TimedOut _ -> "timed-out";
            case InvalidRequest _ -> "invalid-request";
            case ContextTooLong _ -> "context-too-long";
            case Refused _ -> "refused";
            case AccountBlocked _ -> "account-blocked";
            case Truncated _ -> "truncated";
            case Unparseable _ -> "unparseable";
            case SchemaMismatch _ -> "schema-mismatch";
            case Placeholder _ -> "placeholder";
            case Ungrounded _ -> "ungrounded";
            case RuleBroken _ -> "rule-broken";
            case WrongLanguage _ -> "wrong-language";
            case Disagreement _ -> "disagreement";
            case JudgedWrong _ -> "judged-wrong";
            case BadInput _ -> "bad-input";
            case TemplateError _ -> "template-error";
        };
    }

    /// Whether the reply itself was at fault, so that showing the model its reply and the errors may heal it.
    default boolean repairable() {
        return switch (this) {
            case Unparseable _,SchemaMismatch _,Placeholder _,Ungrounded _,RuleBroken _,WrongLanguage _,Disagreement _,JudgedWrong _ ->
                true;
            case RateLimited _,Overloaded _,ServerError _,ConnectionFailed _,TimedOut _,InvalidRequest _,ContextTooLong _,Refused _,AccountBlocked _,Truncated _,BadInput _,TemplateError _ ->
                false;
        };
    }

    /// Whether the model answered, and what it said is of no use: another model may do better.
    default boolean ofContent() {
        return this instanceof Refused || repairable();
    }

    /// The provider asked to slow down (429).
    ///
    /// @param retryAfter the provider's hint, unclamped; null when it gave none that makes sense
    record RateLimited(@Nullable Duration retryAfter, String detail) implements Failure {}

    /// The provider is overloaded (529, 503).
    ///
    /// @param retryAfter the provider's hint, unclamped; null when it gave none that makes sense
    record Overloaded(@Nullable Duration retryAfter, String detail) implements Failure {}

    /// The provider is broken (500, 502, 504, 408, 409), or its body was malformed or cut off.
    record ServerError(String detail) implements Failure {}

    /// No connection, or it broke before a reply arrived.
    ///
    /// @param sent whether the request may have reached the provider, and so may have been billed
    record ConnectionFailed(boolean sent, String detail) implements Failure {}

    /// No complete reply within the limit; it may have been billed.
    record TimedOut(Duration limit, String detail) implements Failure {}

    /// The request itself is wrong; the same request fails again.
    record InvalidRequest(String detail) implements Failure {}

    /// The request does not fit the model's context window or the endpoint's request size.
    record ContextTooLong(String detail) implements Failure {}

    /// The model or its content filter declined to answer.
    record Refused(String detail, List<Evidence> evidence) implements Failure {
        public Refused(String detail) {
            this(detail, List.of());
        }
    }

    /// A person must act before anything can succeed here.
    record AccountBlocked(Cause cause, String detail) implements Failure {
        /// What a person has to mend.
        public enum Cause {
            /// The key is refused (401).
            KEY_REFUSED(true),
            /// Nothing is left to pay with, or a spend limit is reached (402, billing behind 429 and 400).
            NO_CREDIT(true),
            /// The key may not use the model (403).
            NOT_ALLOWED(false),
            /// There is no such model (404).
            NO_MODEL(false);

            private final boolean wholeEndpoint;

            Cause(boolean wholeEndpoint) {
                this.wholeEndpoint = wholeEndpoint;
            }
        }

        /// Whether no model of the endpoint can be called; otherwise only the one that was asked.
        public boolean wholeEndpoint() {
            return cause.wholeEndpoint;
        }
    }

    /// The reply stopped at the token limit.
    record Truncated(int maxOutputTokens, String detail, List<Evidence> evidence) implements Failure {
        public Truncated(int maxOutputTokens, String detail) {
            this(maxOutputTokens, detail, List.of());
        }
    }

    /// The reply is not the JSON that was asked for, or holds nothing to use.
    record Unparseable(String detail, List<Evidence> evidence) implements Failure {}

    /// The reply is JSON, but not what the schema says.
    record SchemaMismatch(String detail, List<Evidence> evidence) implements Failure {}

    /// The reply holds a placeholder where a value was asked for.
    record Placeholder(String detail, List<Evidence> evidence) implements Failure {}

    /// A value that must be copied from the input is not in the input.
    record Ungrounded(String detail, List<Evidence> evidence) implements Failure {}

    /// A rule of the task does not hold.
    record RuleBroken(String detail, List<Evidence> evidence) implements Failure {}

    /// The reply is in another language than the task asks for.
    record WrongLanguage(String detail, List<Evidence> evidence) implements Failure {}

    /// Two answers to the same item disagree.
    record Disagreement(String detail, List<Evidence> evidence) implements Failure {}

    /// A judge found the reply wrong.
    record JudgedWrong(String detail, List<Evidence> evidence) implements Failure {}

    /// The input line is not a usable record.
    record BadInput(String detail, List<Evidence> evidence) implements Failure {}

    /// The prompt cannot be rendered for this record.
    record TemplateError(String detail, List<Evidence> evidence) implements Failure {}
}
