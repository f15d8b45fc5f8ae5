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
    private final Request prompt;
    private final JsonNode input;
    private final List<String> flags;
    private final @Nullable Integer ceiling;
    private final Instant started;
    private final Duration downtimeAtStart;

    private int attempts;
    private Ask ask = Ask.PROMPT;
    private int counted;
    private int pushedBack;
    private int singledOut;
    private long passedAtLastPushBack = Long.MAX_VALUE;
    private int repairs;
    private @Nullable Failure repaired;
    private boolean sameErrorAgain;
    private @Nullable String lastReply;

    /// @param flags what rendering noticed
    /// @param ceiling the task's larger cap; null when it has none
    /// @param downtime of the endpoint until now
    Pursuit(PendingItem pending, Request prompt, JsonNode input, List<String> flags, @Nullable Integer ceiling,
            Instant now, Duration downtime) {
        this.pending = pending;
        this.prompt = prompt;
        this.input = input;
        this.flags = flags;
        this.ceiling = ceiling;
        this.started = now;
        this.downtimeAtStart = downtime;
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

    Ask ask() {
        return ask;
    }

    /// The request of the next call.
    Request request() {
        return switch (ask) {
            case PROMPT -> prompt;
            case LARGER_CAP -> ceiling == null ? prompt : prompt.withMaxOutputTokens(ceiling);
            case REPAIR -> lastReply == null || repaired == null
                    ? prompt
                    : prompt.followedBy(Repair.ask(lastReply, repaired));
        };
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
                counted += advice.sick() ? 0 : 1;
            }
            case Failure.InvalidRequest _,Failure.ContextTooLong _,Failure.Refused _,Failure.AccountBlocked _,Failure.Truncated _,Failure.Unparseable _,Failure.SchemaMismatch _,Failure.Placeholder _,Failure.Ungrounded _,Failure.RuleBroken _,Failure.WrongLanguage _,Failure.Disagreement _,Failure.JudgedWrong _,Failure.BadInput _,Failure.TemplateError _ ->
                pushedBack = 0;
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

    Tries tries(@Nullable Advice advice, Instant now, Duration downtime) {
        var active = Duration.between(started, now).minus(downtime.minus(downtimeAtStart));
        return new Tries(counted, pushedBack, singledOut, repairs, sameErrorAgain, largerCapLeft(),
                advice != null && advice.sick(), active, advice == null ? null : advice.pause());
    }

    private boolean largerCapLeft() {
        return ceiling != null && ask == Ask.PROMPT;
    }

    private void pushedBack(Advice advice) {
        pushedBack++;
        if (advice.passedMeanwhile() > passedAtLastPushBack + 1) {
            singledOut++;
        }
        passedAtLastPushBack = advice.passedMeanwhile();
    }
}
