package dev.penstock.run;

import dev.penstock.check.Repair;
import dev.penstock.item.Failure;
import dev.penstock.limit.Advice;
import dev.penstock.provider.Request;
import dev.penstock.retry.Tries;
import dev.penstock.store.AttemptIntent.Ask;
import dev.penstock.store.PendingItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One item on its way: what has been tried for it, and what to ask next. Used by one worker at a time.
///
/// Repairs and the larger cap survive a crash, because they are derived again from the journal; failed calls of an earlier
/// engine do not count, because what failed then says little about now.
final class Pursuit {
    private final PendingItem pending;
    private final JsonNode input;
    private final List<String> flags;
    private final Instant begun;

    private Route route;
    private Request prompt;
    private Instant since;
    private Duration downtimeThen;
    private Duration activeBefore = Duration.ZERO;
    private int firstLeg;
    private boolean turnedBack;
    private int attempts;
    private Ask ask = Ask.PROMPT;
    private int counted;
    private boolean failedBefore;
    private int pushedBack;
    private int singledOut;
    private long passedAtLastPushBack = Long.MAX_VALUE;
    private int repairs;
    private @Nullable Failure repaired;
    private boolean sameErrorAgain;
    private @Nullable String lastReply;

    /// @param prompt the item's own prompt, as the route asks it
    /// @param flags what rendering noticed
    Pursuit(PendingItem pending, Route route, Request prompt, JsonNode input, List<String> flags, Instant now) {
        this.pending = pending;
        this.route = route;
        this.prompt = prompt;
        this.input = input;
        this.flags = flags;
        this.begun = now;
        this.since = now;
        this.downtimeThen = downtime();
        this.attempts = pending.attempts();
    }

    PendingItem pending() {
        return pending;
    }

    JsonNode input() {
        return input;
    }

    List<String> flags() {
        return flags;
    }

    /// When this engine took it up, by the steady clock.
    Instant begun() {
        return begun;
    }

    Ask ask() {
        return ask;
    }

    /// Where its last call went; before the first one, where that should go.
    Route route() {
        return route;
    }

    /// The first leg whose replies have not failed for their content.
    int firstLeg() {
        return firstLeg;
    }

    /// Goes back to the routes whose replies failed for their content, because none that would take over is open; what those
    /// say then is final.
    ///
    /// @return false if there is no way back
    boolean turnBack() {
        if (firstLeg == 0) {
            return false;
        }
        firstLeg = 0;
        turnedBack = true;
        return true;
    }

    boolean turnedBack() {
        return turnedBack;
    }

    /// The item's own prompt, as its route asks it.
    Request prompt() {
        return prompt;
    }

    /// The request of the next call, if it goes the route it is on.
    Request request() {
        return request(route, prompt);
    }

    /// The request of the next call, if it goes another route.
    ///
    /// @param rendered the item's own prompt, as that route asks it
    Request request(Route other, Request rendered) {
        var ceiling = other.ceiling();
        return switch (ask) {
            case PROMPT -> rendered;
            case LARGER_CAP -> ceiling == null ? rendered : rendered.withMaxOutputTokens(ceiling);
            case REPAIR -> lastReply == null || repaired == null
                    ? rendered
                    : rendered.followedBy(Repair.ask(lastReply, repaired));
        };
    }

    /// The next call goes this route. What another endpoint made of the item says nothing about this one's pace.
    void moveTo(Route next, Request rendered, Instant now) {
        if (next.equals(route)) {
            return;
        }
        activeBefore = active(now);
        since = now;
        route = next;
        prompt = rendered;
        downtimeThen = downtime();
        pushedBack = 0;
        singledOut = 0;
        passedAtLastPushBack = Long.MAX_VALUE;
    }

    /// The next call asks another model from the beginning, because the replies of the one before failed for their content.
    void startOver(int leg, Route next, Request rendered, Instant now) {
        moveTo(next, rendered, now);
        firstLeg = leg;
        ask = Ask.PROMPT;
        repairs = 0;
        repaired = null;
        sameErrorAgain = false;
        lastReply = null;
    }

    /// Whether a call for it failed with server-error, connection-failed or timed-out before.
    boolean failedBefore() {
        return failedBefore;
    }

    /// Counts a call about to be made.
    ///
    /// @return its number, the first is 1
    int nextAttempt() {
        return ++attempts;
    }

    /// Counts a failure of this engine's own call.
    void failed(Failure failure, Advice advice) {
        switch (failure) {
            case Failure.RateLimited _,Failure.Overloaded _ -> pushedBack(advice);
            case Failure.ServerError _,Failure.ConnectionFailed _,Failure.TimedOut _ -> {
                pushedBack = 0;
                failedBefore = true;
                counted += advice.sick() ? 0 : 1;
            }
            case Failure.InvalidRequest _,Failure.ContextTooLong _,Failure.Refused _,Failure.AccountBlocked _,Failure.Truncated _,Failure.Unparseable _,Failure.SchemaMismatch _,Failure.Placeholder _,Failure.Ungrounded _,Failure.RuleBroken _,Failure.WrongLanguage _,Failure.Disagreement _,Failure.JudgedWrong _,Failure.BadInput _,Failure.TemplateError _ ->
                pushedBack = 0;
        }
        noticeSameError(failure);
    }

    /// Counts the failure of an entry of a batch. It failed for this item alone, so that it counts whichever engine sent it.
    void failedInBatch(Failure failure) {
        switch (failure) {
            case Failure.RateLimited _,Failure.Overloaded _ -> singledOut++;
            case Failure.ServerError _,Failure.ConnectionFailed _,Failure.TimedOut _ -> counted++;
            default -> {
                // What the reply says is for the checks and the policy.
            }
        }
        noticeSameError(failure);
    }

    /// Compares a reply's errors with those the model was last asked to repair.
    void noticeSameError(Failure failure) {
        sameErrorAgain = repaired != null && failure.repairable() && Repair.sameErrorAgain(repaired, failure);
    }

    /// The next call shows the model its reply and the errors.
    void askForRepair(String reply, Failure failure) {
        ask = Ask.REPAIR;
        repairs++;
        repaired = failure;
        lastReply = reply;
    }

    /// The next call allows more output.
    void askWithLargerCap() {
        ask = Ask.LARGER_CAP;
    }

    Tries tries(@Nullable Advice advice, Instant now) {
        return new Tries(counted, pushedBack, singledOut, repairs, sameErrorAgain, largerCapLeft(),
                advice != null && advice.sick(), active(now), advice == null ? null : advice.pause());
    }

    /// Time since the first call, without the time its endpoint was down.
    private Duration active(Instant now) {
        return activeBefore.plus(Duration.between(since, now)).minus(downtime().minus(downtimeThen));
    }

    private Duration downtime() {
        return route.endpoint().limiter().downtime();
    }

    private boolean largerCapLeft() {
        return route.ceiling() != null && ask == Ask.PROMPT;
    }

    private void pushedBack(Advice advice) {
        pushedBack++;
        if (advice.passedMeanwhile() > passedAtLastPushBack + 1) {
            singledOut++;
        }
        passedAtLastPushBack = advice.passedMeanwhile();
    }
}
