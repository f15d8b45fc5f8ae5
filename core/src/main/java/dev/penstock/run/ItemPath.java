package dev.penstock.run;

import dev.penstock.check.Verdict;
import dev.penstock.item.Failure;
import dev.penstock.item.Purpose;
import dev.penstock.ledger.Budget;
import dev.penstock.ledger.DayBudget;
import dev.penstock.limit.Estimate;
import dev.penstock.limit.HaltedException;
import dev.penstock.limit.Lane;
import dev.penstock.limit.Permit;
import dev.penstock.prompt.Rendering;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.retry.Decision;
import dev.penstock.store.AttemptIntent.Ask;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.Journal;
import dev.penstock.store.PendingItem;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Takes one item from prompt to stored outcome, on the calling (virtual) thread.
///
/// Read [#take] first: it is the whole way of an item. Whatever it derives, it derives from what the journal already holds,
/// so an engine that died anywhere on the way is continued by the next one without calling again.
final class ItemPath {
    private static final JsonMapper JSON = new JsonMapper();
    /// How soon an item looks again for a route while none is open.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

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

    /// Renders, reserves, journals, calls, journals, settles, checks, decides, stores; asks again at once where a repair, a
    /// larger cap or another model may help.
    ///
    /// @throws InterruptedException if the run stops while the item waits, or the call is interrupted; the item stays pending
    Step take(Turn turn) throws InterruptedException {
        return switch (begin(turn)) {
            case Standing.Ended(var step) -> step;
            case Standing.Asks(var pursuit) -> pursue(pursuit);
        };
    }

    /// Takes an item as far as one comes without a call: renders it, and uses every reply that is journaled.
    Standing begin(Turn turn) {
        if (turn.pursuit() != null) {
            return new Standing.Asks(turn.pursuit());
        }
        var route = work.course().first();
        return switch (route.prompt().render(turn.item().item())) {
            case Rendering.Failed(var failure) ->
                new Standing.Ended(bookings.deadLetterUnsent(turn.item(), failure));
            case Rendering.Ready(var request, _) when route.surelyTooLong(request) ->
                new Standing.Ended(bookings.deadLetterUnsent(turn.item(), route.tooLong(request)));
            case Rendering.Ready(var request, var flags) -> begin(turn.item(), request, flags);
        };
    }

    private Standing begin(PendingItem item, Request request, List<String> flags) {
        work.sampling().choose(item);
        var pursuit = new Pursuit(item, work.course().first(), request, JSON.readTree(item.item().record()), flags,
                clock.steady());
        var journaled = item.attempts() > item.roundStart() ? continueFromJournal(pursuit) : null;
        var step = journaled == null ? null : conclude(pursuit, journaled);
        return step == null ? new Standing.Asks(pursuit) : new Standing.Ended(step);
    }

    private Step pursue(Pursuit pursuit) throws InterruptedException {
        while (true) {
            try {
                var step = conclude(pursuit, call(pursuit));
                if (step != null) {
                    return step;
                }
            } catch (HaltedException e) {
                return new Step.Halted(e.cause(), e.why());
            }
        }
    }

    /// Calls the first route that lets the item through: the one it is on, then the others. While all that are left fail for
    /// everyone it waits; their probes go on, because whoever looks again may be let through as one.
    ///
    /// @throws HaltedException if none heals by itself
    private Called call(Pursuit pursuit) throws InterruptedException, HaltedException {
        while (true) {
            var closed = new HashMap<Route, Call.Closed>();
            var legs = work.course().ahead(pursuit.route(), pursuit.firstLeg());
            for (int i = 0; i < legs.size(); i++) {
                var route = legs.get(i).route();
                var patience = legs.size() == 1 ? null : legs.get(Math.min(i + 1, legs.size() - 1)).after();
                switch (call(pursuit, route, patience)) {
                    case Call.Made(var called) -> {
                        closed.values().forEach(other -> progress.tookOver(route.endpoint(), other.why()));
                        return called;
                    }
                    case Call.Closed why -> closed.put(route, why);
                }
            }
            if (closed.values().stream().anyMatch(Call.Closed::heals)) {
                stop.<Boolean, InterruptedException>whileWaiting(ItemPath::waitALittle);
            } else if (!pursuit.turnBack()) {
                throw new HaltedException(HaltedException.Cause.ENDPOINT, causes(closed));
            }
        }
    }

    /// Why each route is closed, in the order of the task.
    private String causes(Map<Route, Call.Closed> closed) {
        return work.course()
                .legs()
                .stream()
                .map(leg -> closed.get(leg.route()))
                .filter(Objects::nonNull)
                .map(Call.Closed::why)
                .distinct()
                .collect(Collectors.joining("; and "));
    }

    private static boolean waitALittle() throws InterruptedException {
        Thread.sleep(LOOK_AGAIN);
        return true;
    }

    /// What became of trying a route.
    private sealed interface Call {
        record Made(Called called) implements Call {}

        /// Nothing was sent.
        ///
        /// @param heals whether it may open without a person
        record Closed(String why, boolean heals) implements Call {}
    }

    /// @param patience how long its breaker may have been open; null to wait for it however long that is
    /// @throws HaltedException if the run's budget is used up
    private Call call(Pursuit pursuit, Route route, @Nullable Duration patience)
            throws InterruptedException, HaltedException {
        var prompt = rendered(pursuit, route);
        var request = pursuit.request(route, prompt);
        long bytes = request.bytes();
        var worstCase = route.reservedUsd(request, bytes);
        var account = route.endpoint().account();
        while (true) {
            try (var run = stop.<Budget.Reservation, HaltedException>whileWaiting(() -> reserve(worstCase))) {
                switch (stop.<DayBudget.Decision, HaltedException>whileWaiting(
                        () -> account.day().reserve(worstCase))) {
                    case DayBudget.Exhausted used -> {
                        return new Call.Closed(Remedy.of(used, account), false);
                    }
                    case DayBudget.Reserved day -> {
                        var made = call(pursuit, route, prompt, request, bytes, new Funds(run, day), patience);
                        if (made.isPresent()) {
                            return made.get();
                        }
                    }
                }
            }
        }
    }

    /// @return empty if the day ended before the call could be sent: its money is that of another day then
    private Optional<Call> call(Pursuit pursuit, Route route, Request prompt, Request request, long bytes, Funds money,
            @Nullable Duration patience) throws InterruptedException {
        var estimate = Estimate.ofBytes(route.prompt().task(), bytes, request.maxOutputTokens(),
                pursuit.failedBefore());
        try (money) {
            return switch (stop.<Passage, InterruptedException>whileWaiting(() -> passage(route, estimate, patience))) {
                case Passage.Shut(var why, var heals) -> Optional.of(new Call.Closed(why, heals));
                case Passage.Open(var permit) -> {
                    pursuit.moveTo(route, prompt, clock.steady());
                    yield send(pursuit, request, bytes, money, permit).map(Call.Made::new);
                }
            };
        }
    }

    private Budget.Reservation reserve(BigDecimal worstCase) throws InterruptedException, HaltedException {
        return switch (work.budget().reserve(worstCase)) {
            case Budget.Reservation reservation -> reservation;
            case Budget.Exhausted used ->
                throw new HaltedException(HaltedException.Cause.BUDGET, Remedy.of(used, work.runId()));
        };
    }

    /// Whether a route lets a call through.
    private sealed interface Passage {
        record Open(Permit permit) implements Passage {}

        record Shut(String why, boolean heals) implements Passage {}
    }

    private Passage passage(Route route, Estimate estimate, @Nullable Duration patience) throws InterruptedException {
        var limiter = route.endpoint().limiter();
        long asked = clock.nanos();
        try {
            if (patience == null) {
                return open(route, limiter.acquire(lane, estimate), asked);
            }
            return limiter.acquireUnlessBroken(lane, estimate, patience)
                    .map(permit -> open(route, permit, asked))
                    .orElseGet(() -> new Passage.Shut(route.endpoint().name() + ": its breaker has been open for "
                            + patience.toSeconds() + " s", true));
        } catch (HaltedException e) {
            return new Passage.Shut(route.remedy(e), false);
        }
    }

    private Passage open(Route route, Permit permit, long asked) {
        work.recorder().waited(route.endpoint(), Duration.ofNanos(clock.nanos() - asked));
        return new Passage.Open(permit);
    }

    /// The item's own prompt, as a route asks it.
    private Request rendered(Pursuit pursuit, Route route) {
        if (route.equals(pursuit.route())) {
            return pursuit.prompt();
        }
        return switch (route.prompt().render(pursuit.pending().item())) {
            case Rendering.Ready(var request, _) -> request;
            case Rendering.Failed(var failure) -> throw new IllegalStateException(
                    "the same templates were rendered before for this item: " + failure.reason());
        };
    }

    private Optional<Called> send(Pursuit pursuit, Request request, long bytes, Funds money, Permit permit)
            throws InterruptedException {
        try {
            var now = clock.wall();
            return money.cover(now)
                    ? Optional.of(exchange(pursuit, request, bytes, money, permit, now))
                    : Optional.empty();
        } finally {
            permit.abandon();
        }
    }

    private Called exchange(Pursuit pursuit, Request request, long bytes, Funds money, Permit permit, Instant now)
            throws InterruptedException {
        var route = pursuit.route();
        var intent = route.intent(work.runId(), pursuit.pending().item(), pursuit.nextAttempt(), pursuit.ask(), request,
                bytes, now);
        long attemptId = journal.intend(intent);
        money.sent();
        progress.sent();
        var metered = route.endpoint().call(request, intent.callId());
        var exchange = metered.exchange();
        journal.handOver(attemptId, exchange, clock.wall());
        var provider = route.endpoint().provider();
        var reply = provider.read(request, exchange);
        route.endpoint().heed(reply);
        var advice = permit.settle(reply, provider.quota(exchange));
        var cost = route.cost(reply, intent, request, metered.time());
        money.settle(cost);
        return new Called(attemptId, request, intent, reply, exchange.latency().toMillis(), cost, advice);
    }

    /// @return null when a model is to be asked again at once
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
        if (called.intent().batch() != null) {
            pursuit.failedInBatch(failure);
        } else if (called.advice() == null) {
            pursuit.noticeSameError(failure);
        } else {
            pursuit.failed(failure, called.advice());
        }
        var tries = pursuit.tries(called.advice(), clock.steady());
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
            case Decision.DeadLetter() -> {
                var leg = takerOf(pursuit, failure);
                if (leg.isEmpty()) {
                    yield bookings.deadLetter(pursuit, called, failure, flags, tries);
                }
                bookings.askAgain(pursuit, called, failure.repairable() ? Purpose.REPAIR : Purpose.RETRY, failure,
                        flags);
                startOver(pursuit, leg.get());
                yield null;
            }
            case Decision.Halt() -> {
                bookings.askAgain(pursuit, called, Purpose.RETRY, failure, flags);
                yield null;
            }
        };
    }

    /// The leg that takes an item whose reply nothing heals; empty when it is a dead letter.
    private Optional<Integer> takerOf(Pursuit pursuit, Failure failure) {
        return failure.ofContent() && !pursuit.turnedBack()
                ? work.course().afterContentFailure(pursuit.route())
                : Optional.empty();
    }

    private void startOver(Pursuit pursuit, int leg) {
        var route = work.course().legs().get(leg).route();
        pursuit.startOver(leg, route, rendered(pursuit, route), clock.steady());
    }

    /// Folds this round's journal into the pursuit: what was asked for and of whom, and the last reply if nobody used it yet.
    ///
    /// @return null when every journaled reply was used
    private @Nullable Called continueFromJournal(Pursuit pursuit) {
        for (var attempt : journal.attempts(work.runId(), pursuit.pending().item().seq())) {
            var exchange = attempt.exchange();
            if (attempt.intent().n() <= pursuit.pending().roundStart() || exchange == null) {
                continue;
            }
            var route = work.course().of(attempt.intent());
            pursuit.moveTo(route, rendered(pursuit, route), clock.steady());
            var request = pursuit.request();
            var reply = route.endpoint().provider().read(request, exchange);
            if (!attempt.concluded()) {
                return journaled(attempt, route, request, reply, exchange);
            }
            recall(pursuit, attempt, reply);
        }
        return null;
    }

    /// A reply that nobody used yet.
    private static Called journaled(AttemptRow attempt, Route route, Request request, Reply reply, Exchange exchange) {
        if (attempt.intent().batch() != null) {
            route.endpoint().heed(reply);
        }
        return new Called(attempt.id(), request, attempt.intent(), reply, exchange.latency().toMillis(),
                route.cost(reply, attempt.intent(), request, exchange.latency()), null);
    }

    private void recall(Pursuit pursuit, AttemptRow attempt, Reply reply) {
        switch (reply) {
            case Reply.Completed(var text, _, _, _, _) -> {
                if (work.checks().judge(text, pursuit.input()) instanceof Verdict.Rejected(var failure, _)
                        && attempt.failureReason() != null) {
                    recall(pursuit, text, failure);
                }
            }
            case Reply.Failed(Failure.Truncated _, _, _, _) when pursuit.ask() == Ask.PROMPT ->
                pursuit.askWithLargerCap();
            case Reply.Failed(var failure, _, _, _) when failure.ofContent() -> recall(pursuit, "", failure);
            case Reply.Failed(var failure, _, _, _) when attempt.intent().batch() != null ->
                pursuit.failedInBatch(failure);
            case Reply.Failed _ -> {
                // Calls that failed in an earlier engine say nothing about this one.
            }
        }
    }

    /// What was decided about a reply that failed for its content: the same again, because the policy is pure.
    private void recall(Pursuit pursuit, String reply, Failure failure) {
        pursuit.noticeSameError(failure);
        var tries = pursuit.tries(null, clock.steady());
        if (work.retries().decide(failure, tries, 0) instanceof Decision.Repair) {
            pursuit.askForRepair(reply, failure);
        } else {
            takerOf(pursuit, failure).ifPresent(leg -> startOver(pursuit, leg));
        }
    }
}
