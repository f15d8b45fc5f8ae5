package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.Reply;
import dev.penstock.retry.RetryPolicy;
import dev.penstock.retry.Tries;
import dev.penstock.store.Conclusion;
import dev.penstock.store.Journal;
import dev.penstock.store.PendingItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Books what an attempt came to: first in the journal, then on the screen and in the metrics. Each method is one transaction.
final class Bookings {
    private final Work work;
    private final Journal journal;
    private final Progress progress;
    private final RunClock clock;

    Bookings(Work work, Journal journal, Progress progress, RunClock clock) {
        this.work = work;
        this.journal = journal;
        this.progress = progress;
        this.clock = clock;
    }

    /// @param output JSON
    Step accept(Pursuit pursuit, Called called, String output, List<String> flags) {
        var conclusion = conclusion(pursuit, called, Purpose.USEFUL, null, flags);
        journal.accept(conclusion, output, clock.wall());
        sample(pursuit, called, conclusion);
        show(pursuit, called, conclusion);
        progress.accepted();
        work.recorder().accepted(called.intent().seq());
        return new Step.Accepted();
    }

    /// The same request is sent again after this time.
    Step later(Pursuit pursuit, Called called, Failure failure, List<String> flags, Duration after) {
        var conclusion = conclusion(pursuit, called, Purpose.RETRY, failure, flags);
        journal.reschedule(conclusion, clock.wall().plus(after));
        show(pursuit, called, conclusion);
        return new Step.Later(new Turn(pursuit.pending(), clock.steady().plus(after), pursuit), !pushedBack(failure));
    }

    /// Another call follows at once, or when a person has mended what halted the endpoint.
    void askAgain(Pursuit pursuit, Called called, Purpose purpose, Failure failure, List<String> flags) {
        var conclusion = conclusion(pursuit, called, purpose, failure, flags);
        journal.reschedule(conclusion, Instant.EPOCH);
        show(pursuit, called, conclusion);
    }

    Step deadLetter(Pursuit pursuit, Called called, Failure failure, List<String> flags, Tries tries) {
        var conclusion = conclusion(pursuit, called, Purpose.REJECTED, failure, flags);
        var reason = reason(failure, tries);
        journal.deadLetter(conclusion, reason, clock.wall());
        sample(pursuit, called, conclusion);
        show(pursuit, called, conclusion);
        buried(pursuit.pending(), reason);
        return new Step.DeadLettered(reason, true);
    }

    /// Nothing was sent for this item, and nothing will be.
    Step deadLetterUnsent(PendingItem item, Failure failure) {
        journal.deadLetterUnsent(work.runId(), item.item().seq(), failure, clock.wall());
        buried(item, failure);
        return new Step.DeadLettered(failure, false);
    }

    private void buried(PendingItem item, Failure reason) {
        progress.deadLettered(reason);
        work.recorder().deadLettered(item.item().seq(), reason.reason());
    }

    private void sample(Pursuit pursuit, Called called, Conclusion conclusion) {
        if (work.sampling().keep(pursuit.pending(), called, conclusion)) {
            work.recorder().sampled();
        }
    }

    private static boolean pushedBack(Failure failure) {
        return failure instanceof Failure.RateLimited || failure instanceof Failure.Overloaded;
    }

    /// An item that alone is rate-limited is too large for its quota: that is its own fault, not the endpoint's.
    private static Failure reason(Failure failure, Tries tries) {
        return failure instanceof Failure.RateLimited && tries.singledOut() >= RetryPolicy.SINGLED_OUT_LIMIT
                ? new Failure.ContextTooLong("rate-limited again and again while other items passed")
                : failure;
    }

    private Conclusion conclusion(Pursuit pursuit, Called called, Purpose purpose, @Nullable Failure failure,
            List<String> checkFlags) {
        var reply = called.reply();
        var usage = reply.usage();
        var flags = new ArrayList<>(pursuit.flags());
        var rejectedText = failure != null && reply instanceof Reply.Completed(var text, _, _, _, _) ? text : null;
        if (reply instanceof Reply.Completed completed) {
            flags.addAll(completed.flags());
        }
        flags.addAll(checkFlags);
        if (usage == null && reply instanceof Reply.Completed) {
            flags.add("usage:missing");
        }
        return new Conclusion(called.attemptId(), work.runId(), pursuit.pending().item().seq(),
                usage == null ? Purpose.UNCONFIRMED : purpose, failure, flags, reply.stopReason(), usage,
                called.costUsd(), reply.requestId(), rejectedText);
    }

    private void show(Pursuit pursuit, Called called, Conclusion conclusion) {
        var booked = conclusion.usage() != null
                ? conclusion.usage()
                : Usage.of(called.intent().reservedInput(), called.intent().maxOutputTokens());
        var intent = called.intent();
        boolean timed = intent.batch() == null && called.reply() instanceof Reply.Completed;
        progress.concluded(new Traffic.Line(intent.endpoint(), intent.model(), intent.promptVersion()),
                pursuit.pending().item().id(), conclusion, booked, timed ? called.latencyMs() : null);
        var begun = pursuit.begun().isBefore(intent.sentAt()) ? pursuit.begun() : intent.sentAt();
        work.recorder()
                .booked(new Recorder.Booked(intent, conclusion, begun, Duration.ofMillis(called.latencyMs()), timed));
    }
}
