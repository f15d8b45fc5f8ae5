package dev.penstock.run;

import dev.penstock.check.Verdict;
import dev.penstock.item.Failure;
import dev.penstock.item.Purpose;
import dev.penstock.ledger.Budget;
import dev.penstock.limit.Estimate;
import dev.penstock.limit.HaltedException;
import dev.penstock.limit.Lane;
import dev.penstock.limit.Permit;
import dev.penstock.prompt.Rendering;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.retry.Decision;
import dev.penstock.store.AttemptIntent.Ask;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.Journal;
import dev.penstock.store.PendingItem;
import java.math.BigDecimal;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Takes one item from prompt to stored outcome, on the calling (virtual) thread.
///
/// Read [#take] first: it is the whole way of an item. Whatever it derives, it derives from what the journal already holds,
/// so an engine that died anywhere on the way is continued by the next one without calling again.
final class ItemPath {
    private static final JsonMapper JSON = new JsonMapper();

    private final Work work;
    private final Lane lane;
    private final Journal journal;
    private final Progress progress;
    private final Bookings bookings;
    private final StopSignal stop;
    private final RunClock clock;
    private final RandomGenerator random;

    /// @param lane who waits for its items
    ItemPath(Work work, Lane lane, Journal journal, Progress progress, StopSignal stop, RunClock clock,
            RandomGenerator random) {
        this.work = work;
        this.lane = lane;
        this.journal = journal;
        this.progress = progress;
        this.bookings = new Bookings(work, journal, progress, clock);
        this.stop = stop;
        this.clock = clock;
        this.random = random;
    }

    /// Renders, reserves, journals, calls, journals, settles, checks, decides, stores; asks again at once where a repair or a
    /// larger cap may help.
    ///
    /// @throws InterruptedException if the run stops while the item waits, or the call is interrupted; the item stays pending
    Step take(Turn turn) throws InterruptedException {
        var item = turn.item().item();
        if (turn.pursuit() != null) {
            return pursue(turn.pursuit(), null);
        }
        return switch (work.prompt().render(item)) {
            case Rendering.Failed(var failure) -> bookings.deadLetterUnsent(turn.item(), failure);
            case Rendering.Ready(var request, _) when work.surelyTooLong(request) ->
                bookings.deadLetterUnsent(turn.item(), work.tooLong(request));
            case Rendering.Ready(var request, var flags) -> begin(turn.item(), request, flags);
        };
    }

    private Step begin(PendingItem item, Request request, List<String> flags) throws InterruptedException {
        work.sampling().choose(item);
        var pursuit = new Pursuit(item, request, JSON.readTree(item.item().record()), flags,
                work.prompt().settings().call().maxOutputTokensCeiling(), clock.steady(),
                work.endpoint().limiter().downtime());
        return pursue(pursuit, item.attempts() > item.roundStart() ? continueFromJournal(pursuit) : null);
    }

    private Step pursue(Pursuit pursuit, @Nullable Called journaled) throws InterruptedException {
        var next = journaled;
        while (true) {
            try {
                var called = next != null ? next : call(pursuit);
                next = null;
                var step = conclude(pursuit, called);
                if (step != null) {
                    return step;
                }
            } catch (HaltedException e) {
                return new Step.Halted(e.why());
            }
        }
    }

    private Called call(Pursuit pursuit) throws InterruptedException, HaltedException {
        var request = pursuit.request();
        long bytes = request.bytes();
        var worstCase = work.reservedUsd(request, bytes);
        var reservation = stop.<Budget.Reservation, HaltedException>whileWaiting(() -> reserve(worstCase));
        var spent = BigDecimal.ZERO;
        try {
            var called = send(pursuit, request, bytes);
            spent = called.costUsd();
            return called;
        } finally {
            reservation.settle(spent);
        }
    }

    private Budget.Reservation reserve(BigDecimal worstCase) throws InterruptedException, HaltedException {
        return switch (work.budget().reserve(worstCase)) {
            case Budget.Reservation reservation -> reservation;
            case Budget.Exhausted(var limit, var spent, var needed) -> throw new HaltedException(
                    "budget: $" + spent.toPlainString() + " of $" + limit.toPlainString()
                            + " is spent, the next call could cost $" + needed.toPlainString()
                            + "; raise it with --budget");
        };
    }

    private Called send(Pursuit pursuit, Request request, long bytes) throws InterruptedException, HaltedException {
        var estimate = Estimate.ofBytes(bytes, request.maxOutputTokens());
        var permit = stop.<Permit, HaltedException>whileWaiting(() -> acquire(estimate));
        try {
            return exchange(pursuit, request, bytes, permit);
        } finally {
            permit.abandon();
        }
    }

    private Permit acquire(Estimate estimate) throws InterruptedException, HaltedException {
        try {
            return work.endpoint().limiter().acquire(lane, estimate);
        } catch (HaltedException e) {
            throw new HaltedException(work.halted(e.why()));
        }
    }

    private Called exchange(Pursuit pursuit, Request request, long bytes, Permit permit) throws InterruptedException {
        var intent = work.intent(pursuit.pending().item(), pursuit.nextAttempt(), pursuit.ask(), request, bytes,
                clock.wall());
        long attemptId = journal.intend(intent);
        progress.sent();
        var metered = work.endpoint().call(request, intent.callId());
        var exchange = metered.exchange();
        journal.received(attemptId, exchange, clock.wall());
        var reply = work.endpoint().provider().read(request, exchange);
        var advice = permit.settle(exchange, reply);
        return new Called(attemptId, request, intent, reply, exchange.latency().toMillis(),
                work.cost(reply, intent, request, metered.time()), advice);
    }

    /// @return null when the model is to be asked again at once
    private @Nullable Step conclude(Pursuit pursuit, Called called) {
        return switch (called.reply()) {
            case Reply.Failed(var failure, _, _, _) -> failed(pursuit, called, failure, List.of(), null);
            case Reply.Completed(var text, _, _, _, _) -> switch (work.checks().judge(text, pursuit.input())) {
                case Verdict.Passed(var output, var flags) ->
                    bookings.accept(pursuit, called, output.toString(), flags);
                case Verdict.Rejected(var failure, var flags) -> failed(pursuit, called, failure, flags, text);
            };
        };
    }

    private @Nullable Step failed(Pursuit pursuit, Called called, Failure failure, List<String> flags,
            @Nullable String reply) {
        if (called.advice() == null) {
            pursuit.noticeSameError(failure);
        } else {
            pursuit.failed(failure, called.advice());
        }
        var tries = pursuit.tries(called.advice(), clock.steady(), work.endpoint().limiter().downtime());
        return switch (work.retries().decide(failure, tries, random.nextDouble())) {
            case Decision.Again(var after) -> bookings.later(pursuit, called, failure, flags, after);
            case Decision.Repair() -> {
                bookings.askAgain(pursuit, called, Purpose.REPAIR, failure, flags);
                pursuit.askForRepair(reply == null ? "" : reply, failure);
                yield null;
            }
            case Decision.LargerCap() -> {
                bookings.askAgain(pursuit, called, Purpose.RETRY, failure, flags);
                pursuit.askWithLargerCap();
                yield null;
            }
            case Decision.DeadLetter() -> bookings.deadLetter(pursuit, called, failure, flags, tries);
            case Decision.Halt() -> {
                bookings.askAgain(pursuit, called, Purpose.RETRY, failure, flags);
                yield new Step.Halted(work.halted(failure.detail()));
            }
        };
    }

    /// Folds this round's journal into the pursuit: what was asked for, and the last reply if nobody used it yet.
    ///
    /// @return null when every journaled reply was used
    private @Nullable Called continueFromJournal(Pursuit pursuit) {
        for (var attempt : journal.attempts(work.runId(), pursuit.pending().item().seq())) {
            var exchange = attempt.exchange();
            if (attempt.intent().n() <= pursuit.pending().roundStart() || exchange == null) {
                continue;
            }
            var request = pursuit.request();
            var reply = work.endpoint().provider().read(request, exchange);
            if (!attempt.concluded()) {
                return new Called(attempt.id(), request, attempt.intent(), reply, exchange.latency().toMillis(),
                        work.cost(reply, attempt.intent(), request, exchange.latency()), null);
            }
            recall(pursuit, attempt, reply);
        }
        return null;
    }

    private void recall(Pursuit pursuit, AttemptRow attempt, Reply reply) {
        switch (reply) {
            case Reply.Completed(var text, _, _, _, _) -> {
                if (work.checks().judge(text, pursuit.input()) instanceof Verdict.Rejected(var failure, _)
                        && attempt.failureReason() != null) {
                    pursuit.askForRepair(text, failure);
                }
            }
            case Reply.Failed(Failure.Truncated _, _, _, _) when pursuit.ask() == Ask.PROMPT ->
                pursuit.askWithLargerCap();
            case Reply.Failed(var failure, _, _, _) when failure.repairable() -> pursuit.askForRepair("", failure);
            case Reply.Failed _ -> {
                // Calls that failed in an earlier engine say nothing about this one.
            }
        }
    }
}
