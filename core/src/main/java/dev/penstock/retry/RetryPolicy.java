package dev.penstock.retry;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked;
import dev.penstock.item.Failure.BadInput;
import dev.penstock.item.Failure.ConnectionFailed;
import dev.penstock.item.Failure.ContextTooLong;
import dev.penstock.item.Failure.Disagreement;
import dev.penstock.item.Failure.InvalidRequest;
import dev.penstock.item.Failure.JudgedWrong;
import dev.penstock.item.Failure.Overloaded;
import dev.penstock.item.Failure.Placeholder;
import dev.penstock.item.Failure.RateLimited;
import dev.penstock.item.Failure.Refused;
import dev.penstock.item.Failure.RuleBroken;
import dev.penstock.item.Failure.SchemaMismatch;
import dev.penstock.item.Failure.ServerError;
import dev.penstock.item.Failure.TemplateError;
import dev.penstock.item.Failure.TimedOut;
import dev.penstock.item.Failure.Truncated;
import dev.penstock.item.Failure.Ungrounded;
import dev.penstock.item.Failure.Unparseable;
import dev.penstock.item.Failure.WrongLanguage;
import dev.penstock.provider.RetryAfter;
import dev.penstock.retry.Decision.Again;
import dev.penstock.retry.Decision.DeadLetter;
import dev.penstock.retry.Decision.Halt;
import dev.penstock.retry.Decision.LargerCap;
import dev.penstock.retry.Decision.Repair;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides about failures: the table of the design, section 4. A value; the one owner of retries.
///
/// @param maxAttempts calls that may fail on a healthy endpoint, the first included; at least 1
/// @param deadline longest time an item is tried for, not counting time its endpoint was down
/// @param maxRepairs times the model is shown its own reply and asked again; 0 to 5
public record RetryPolicy(int maxAttempts, Duration deadline, int maxRepairs) {
    /// Upper bound of the first wait; it doubles with every counted failure.
    public static final Duration FIRST_WAIT = Duration.ofMillis(500);

    /// The longest wait that a provider gave no hint for.
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    /// An item that was pushed back this often while others passed is itself the problem.
    public static final int SINGLED_OUT_LIMIT = 5;

    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("retry.max-attempts must be at least 1, was " + maxAttempts);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("retry.deadline must be longer than 0s, was " + deadline);
        }
        if (maxRepairs < 0 || maxRepairs > 5) {
            throw new IllegalArgumentException("repair.max-attempts must be 0 to 5, was " + maxRepairs);
        }
    }

    /// Decides after an attempt failed.
    ///
    /// @param jitter 0.0 to 1.0, supplied by the caller so that tests are exact
    public Decision decide(Failure failure, Tries tries, double jitter) {
        return switch (failure) {
            case RateLimited(var after, _) -> pushedBack(after, tries, jitter);
            case Overloaded(var after, _) -> pushedBack(after, tries, jitter);
            case ServerError _,ConnectionFailed _,TimedOut _ -> failed(tries, jitter);
            case AccountBlocked _ -> new Halt();
            case Truncated _ -> tries.largerCapLeft() ? new LargerCap() : new DeadLetter();
            case Unparseable _,SchemaMismatch _,Placeholder _,Ungrounded _,RuleBroken _,WrongLanguage _,Disagreement _,JudgedWrong _ ->
                repairable(tries);
            case InvalidRequest _,ContextTooLong _,Refused _,BadInput _,TemplateError _ -> new DeadLetter();
        };
    }

    /// Costs the item no attempt; bounded by its deadline and by the rule for an item that alone is pushed back.
    private Decision pushedBack(@Nullable Duration retryAfter, Tries tries, double jitter) {
        if (pastDeadline(tries) || tries.singledOut() >= SINGLED_OUT_LIMIT) {
            return new DeadLetter();
        }
        var asked = RetryAfter.believed(retryAfter);
        var hint = longer(asked == null ? Duration.ZERO : asked, tries.endpointPause());
        return new Again(hint.isZero() ? backoff(tries.pushedBack(), jitter) : hint.plus(aLittle(jitter)));
    }

    private Decision failed(Tries tries, double jitter) {
        if (pastDeadline(tries) || tries.counted() >= maxAttempts) {
            return new DeadLetter();
        }
        var wait = backoff(tries.counted() + (tries.endpointSick() ? 1 : 0), jitter);
        return new Again(longer(wait, tries.endpointPause()));
    }

    private Decision repairable(Tries tries) {
        return tries.repairs() < maxRepairs && !tries.sameErrorAgain() ? new Repair() : new DeadLetter();
    }

    private boolean pastDeadline(Tries tries) {
        return tries.active().compareTo(deadline) >= 0;
    }

    /// Full jitter: uniform between zero and a bound that doubles, but never a tight loop. Source: "Exponential Backoff And
    /// Jitter", AWS Architecture Blog, 2015.
    private static Duration backoff(int failures, double jitter) {
        var bound = FIRST_WAIT.multipliedBy(1L << Math.clamp(failures - 1L, 0, 20));
        var capped = bound.compareTo(LONGEST_WAIT) < 0 ? bound : LONGEST_WAIT;
        return Duration.ofMillis(Math.max(10, Math.round(capped.toMillis() * jitter)));
    }

    /// Spreads callers that were all told the same time; always on top of the hint, never below it.
    private static Duration aLittle(double jitter) {
        return Duration.ofMillis(Math.round(50 * jitter));
    }

    private static Duration longer(Duration one, @Nullable Duration other) {
        return other == null || one.compareTo(other) >= 0 ? one : other;
    }
}
