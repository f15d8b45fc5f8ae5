package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import dev.penstock.ledger.Budget;
import dev.penstock.ledger.DayBudget;
import dev.penstock.limit.HaltedException;
import dev.penstock.limit.Lane;
import dev.penstock.limit.Limiter;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Reply;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchAnswer;
import dev.penstock.provider.batch.BatchApi;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.store.BatchRow;
import dev.penstock.store.Batches;
import dev.penstock.store.PendingItem;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Store;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One run through a provider's batch API, the twin of [RunLoop]: what waits goes into batches, their results go the way of
/// every reply, and what is still open then goes into the next ones, or is asked one by one.
///
/// A batch outlives the process. Each step is in the store before the next is taken, so that a resumed run finds its batches
/// again and pays for none twice.
public final class BatchLoop implements Loop {
    private static final int PAGE = 512;
    private static final int LABEL_CHARACTERS = 20;
    private static final Duration LOOK_AT_CANCELLED = Duration.ofSeconds(1);

    private final Work work;
    private final Store store;
    private final Batches batches;
    private final BatchTerms terms;
    private final BatchApi api;
    private final Route route;
    private final RunClock clock;
    private final RandomGenerator random;
    private final Progress progress;
    private final ItemPath path;
    private final StopSignal stop = new StopSignal();
    private final AtomicReference<@Nullable RunEnd> early = new AtomicReference<>();
    private final BatchPatience patience;
    private final BatchSender sender;
    private final RunLoop rest;
    private final List<BatchAtWork> atWork = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();

    /// @param source the input
    /// @param random safe for use by many threads
    /// @throws IllegalArgumentException if the provider has no batch API
    public BatchLoop(Work work, BatchTerms terms, Store store, ItemSource source, RunClock clock,
            RandomGenerator random) {
        this.work = work;
        this.terms = terms;
        this.store = store;
        this.batches = store.batches();
        this.route = work.course().first();
        this.api = route.endpoint()
                .provider()
                .batches()
                .orElseThrow(() -> new IllegalArgumentException(route.endpoint().name() + " has no batch API"));
        this.clock = clock;
        this.random = random;
        this.rest = new RunLoop(work, store, source, clock, random);
        this.progress = rest.progress();
        this.path = new ItemPath(work, Lane.BULK, store.journal(), progress, stop, clock, random);
        this.patience = new BatchPatience(stop, clock, random);
        this.sender = new BatchSender(api, batches, patience);
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Limiter.State endpoint() {
        return rest.endpoint();
    }

    @Override
    public List<Account> accounts() {
        return rest.accounts();
    }

    /// The batches that the provider works on, as it told them last.
    @Override
    public List<Batch> atWork() {
        return atWork.stream().map(BatchAtWork::latest).toList();
    }

    /// What the operator should know about batches, one sentence each, in the order it came up.
    @Override
    public List<String> notices() {
        return List.copyOf(notices);
    }

    @Override
    public void stop(RunStatus status, String why) {
        stop(RunEnd.early(status, why));
    }

    private void stop(RunEnd end) {
        early.compareAndSet(null, end);
        stop.stop();
        rest.stop(end);
    }

    /// @param grace how long calls in flight may take after a stop, and cancelled batches to end
    @Override
    public RunEnd run(Duration grace) throws InterruptedException {
        try {
            rest.readAll();
            takeUp();
            rounds();
        } catch (HaltedException e) {
            stop(RunEnd.halted(e.cause(), e.why()));
        } catch (InterruptedException e) {
            if (!stop.stopped()) {
                stop(RunStatus.INTERRUPTED, "interrupted");
                throw e;
            }
        }
        var end = early.get();
        if (end != null && end.status() == RunStatus.CANCELLED) {
            cancelAll(grace);
        }
        return end == null && terms.restBySync() ? rest.run(grace) : rest.end();
    }

    /// Puts everything that waits into batches and uses their results, until nothing waits.
    private void rounds() throws InterruptedException, HaltedException {
        settleAll();
        while (!stop.stopped() && submitAll()) {
            settleAll();
            if (terms.restBySync()) {
                return;
            }
        }
    }

    /// Finds the batches again that an earlier engine left open.
    private void takeUp() throws InterruptedException, HaltedException {
        for (var row : batches.open(work.runId())) {
            // In the store's sums it counts as spent.
            var money = new Funds(work.budget().reopen(batches.costUsd(row.label())),
                    new DayBudget.Reserved(null, null));
            if (row.state() == BatchRow.State.CREATED) {
                atWork.add(BatchAtWork.of(row, money, clock.steady()));
            } else {
                placed(row, money, sender.takeUp(row));
            }
        }
    }

    private void placed(BatchRow row, Funds money, BatchSender.Sent sent) throws HaltedException {
        switch (sent) {
            case BatchSender.Sent.Created(var batch) -> atWork.add(new BatchAtWork(row, money, batch, clock.steady()));
            case BatchSender.Sent.Unknown() -> abandon(row, money);
            case BatchSender.Sent.Refused(var failure) -> {
                abandon(row, money);
                throw halted(failure);
            }
            case BatchSender.Sent.Unclear(var failure) -> throw halted(failure);
        }
    }

    private HaltedException halted(Failure failure) {
        if (failure instanceof Failure.AccountBlocked) {
            route.endpoint().heed(new Reply.Failed(failure, null, Usage.NONE, null));
            return mendable(failure.detail());
        }
        return new HaltedException(HaltedException.Cause.ENDPOINT,
                route.endpoint().name() + ": its batch API says: " + failure.detail()
                        + "; mend that and resume, or start the run again with --mode sync");
    }

    private HaltedException mendable(String why) {
        return new HaltedException(HaltedException.Cause.ENDPOINT,
                route.remedy(new HaltedException(HaltedException.Cause.ENDPOINT, why)));
    }

    /// The provider never took it; its items wait as before.
    private void abandon(BatchRow row, Funds money) {
        batches.abandoned(row.label(), clock.wall());
        progress.withdrawn(row.entries());
        money.settle(BigDecimal.ZERO);
    }

    /// @return whether there was anything to send, or to wait for
    private boolean submitAll() throws InterruptedException, HaltedException {
        var next = Optional.<Instant>empty();
        var any = false;
        var chunk = newChunk();
        long cursor = -1;
        for (var page = page(cursor); !page.isEmpty(); page = page(cursor)) {
            for (var item : page) {
                cursor = item.item().seq();
                var turn = Turn.first(item, clock);
                if (turn.due().isAfter(clock.steady())) {
                    next = next.filter(due -> due.isBefore(turn.due())).or(() -> Optional.of(turn.due()));
                } else if (stands(turn) instanceof Standing.Asks(var pursuit)) {
                    chunk = with(pursuit, chunk);
                    any = true;
                }
            }
        }
        send(chunk);
        if (!any && next.isPresent()) {
            patience.pause(Duration.between(clock.steady(), next.get()));
        }
        return any || next.isPresent();
    }

    private List<PendingItem> page(long cursor) {
        return store.journal().pending(work.runId(), cursor, PAGE);
    }

    private Standing stands(Turn turn) throws HaltedException, InterruptedException {
        if (stop.stopped()) {
            throw new InterruptedException("the run stops");
        }
        var standing = path.begin(turn);
        booked(standing);
        if (route.endpoint().halted()) {
            throw mendable(String.valueOf(endpoint().why()));
        }
        return standing;
    }

    /// @return the chunk that took the item: this one, or a new one when this one was full and sent
    private BatchChunk with(Pursuit pursuit, BatchChunk chunk) throws InterruptedException, HaltedException {
        if (chunk.add(pursuit, moneyLeft())) {
            return chunk;
        }
        send(chunk);
        var fresh = newChunk();
        if (fresh.add(pursuit, moneyLeft())) {
            return fresh;
        }
        // What is at work may give money back.
        settleAll();
        if (!fresh.add(pursuit, moneyLeft())) {
            throw exhausted(fresh.costOf(pursuit));
        }
        return fresh;
    }

    private @Nullable BigDecimal moneyLeft() {
        var run = work.budget().left();
        var day = route.endpoint().account().day().leftToday();
        return run == null ? day : day == null ? run : run.min(day);
    }

    private HaltedException exhausted(BigDecimal needed) {
        var run = work.budget();
        var left = run.left();
        return left != null && left.compareTo(needed) < 0
                ? new HaltedException(HaltedException.Cause.BUDGET,
                        Remedy.of(new Budget.Exhausted(left.add(run.committed()), run.spent(), needed), work.runId()))
                : new HaltedException(HaltedException.Cause.ENDPOINT,
                        Remedy.of(route.endpoint().account().day().exhausted(needed), route.endpoint().account()));
    }

    private void send(BatchChunk chunk) throws InterruptedException, HaltedException {
        if (chunk.isEmpty()) {
            return;
        }
        var money = reserved(chunk.worstCase());
        var row = new BatchRow(chunk.label(), work.runId(), route.endpoint().name(), route.endpoint().model(),
                terms.account(), chunk.intents().size(), BatchRow.State.INTENDED, null, null, null, clock.wall(), null,
                null, null);
        batches.intend(row, chunk.intents());
        money.sent();
        chunk.intents().forEach(_ -> progress.sent());
        placed(row, money, sender.send(chunk.label(), chunk.lines()));
    }

    private Funds reserved(BigDecimal worstCase) throws HaltedException {
        var run = work.budget().tryReserve(worstCase);
        var day = route.endpoint().account().day().tryReserve(worstCase);
        if (run.isEmpty() || day.isEmpty()) {
            // Another run took it since.
            run.ifPresent(Budget.Reservation::close);
            throw exhausted(worstCase);
        }
        return new Funds(run.get(), day.get());
    }

    /// Looks at the batches at work until all have ended and their results are used.
    private void settleAll() throws InterruptedException, HaltedException {
        while (!atWork.isEmpty()) {
            for (var batch : atWork) {
                if (!batch.nextPoll().isAfter(clock.steady())) {
                    look(batch);
                }
            }
            var next = atWork.stream().map(BatchAtWork::nextPoll).min(Instant::compareTo);
            if (next.isPresent()) {
                patience.pause(Duration.between(clock.steady(), next.get()));
            }
        }
    }

    private void look(BatchAtWork batch) throws InterruptedException, HaltedException {
        if (batch.isOverdue(terms.maxWait(), clock.wall())) {
            cancel(batch, "is not done after " + terms.maxWait().toMinutes() + " minutes (batch.max-wait)");
        }
        switch (api.retrieve(batch.latest().id())) {
            case BatchAnswer.Failed(var failure) when failure.retryable() ->
                batch.notSeen(terms.poll(), clock.steady());
            case BatchAnswer.Failed(Failure.InvalidRequest unknown) ->
                throw new HaltedException(HaltedException.Cause.ENDPOINT,
                        route.endpoint().name() + ": it has no batch " + batch.latest().id() + " (" + unknown.detail()
                                + "); if that is really gone, book it as lost: penstock batches --give-up "
                                + batch.label().value() + ", then resume");
            case BatchAnswer.Failed(var failure) -> throw halted(failure);
            case BatchAnswer.Done(var latest) -> {
                batches.stands(batch.label(), latest);
                batch.seen(latest, terms.poll(), clock.steady());
                if (latest.ended()) {
                    settle(batch);
                }
            }
        }
    }

    private void cancel(BatchAtWork batch, String why) throws InterruptedException {
        if (api.cancel(batch.latest().id()) instanceof BatchAnswer.Done<Batch>) {
            batch.cancelSent();
            notices.add("batch " + batch.label().value() + " " + why
                    + ": it was cancelled, and what it has answered is used");
        }
    }

    private void settle(BatchAtWork batch) throws InterruptedException, HaltedException {
        var refused = batch.latest().failure();
        if (refused != null) {
            failed(batch, refused);
            return;
        }
        var harvest = harvested(batch);
        atWork.remove(batch);
        if (harvest.isForeign()) {
            sender.mistaken(batch.label(), batch.latest().id());
            placed(batch.row(), batch.money(), sender.takeUp(batches.find(batch.label()).orElseThrow()));
            return;
        }
        batches.settled(batch.label(), clock.wall());
        batch.money().settle(batches.costUsd(batch.label()));
        harvest.oddities().ifPresent(notices::add);
        if (batch.cancelled() && !terms.restBySync()) {
            stop(RunStatus.PAUSED, "batch " + batch.label().value() + " was not done within batch.max-wait; what it"
                    + " answered is kept; go on with another: penstock resume " + work.runId());
        }
    }

    /// It failed as a whole.
    private void failed(BatchAtWork batch, Failure failure) throws InterruptedException, HaltedException {
        var problems = "batch " + batch.label().value() + " failed as a whole, nothing was billed: "
                + String.join("; ", batch.latest().problems());
        atWork.remove(batch);
        abandon(batch.row(), batch.money());
        if (!failure.retryable()) {
            throw halted(failure);
        }
        notices.add(problems);
        patience.pauseAfter(failure);
    }

    /// Reads all results, as often as it takes.
    private BatchHarvest harvested(BatchAtWork batch) throws InterruptedException, HaltedException {
        while (true) {
            try (var workers = new BatchWorkers()) {
                var entries = batches.entries(batch.label());
                entries.stream()
                        .filter(entry -> entry.received() && !entry.concluded())
                        .forEach(entry -> workers.submit(() -> conclude(entry)));
                var harvest = new BatchHarvest(batch.label(), entries,
                        (entry, exchange) -> workers.submit(() -> use(entry, exchange)));
                switch (api.results(batch.latest(), harvest::take)) {
                    case BatchAnswer.Done<Integer> _ -> {
                        if (!harvest.isForeign()) {
                            harvest.end();
                        }
                        return harvest;
                    }
                    case BatchAnswer.Failed(var failure) when failure.retryable() ->
                        patience.pauseAfter(failure);
                    case BatchAnswer.Failed(var failure) -> throw halted(failure);
                }
            }
        }
    }

    private void use(Batches.Entry entry, Exchange exchange) {
        store.journal().received(entry.attemptId(), exchange, clock.wall());
        conclude(entry);
    }

    private void conclude(Batches.Entry entry) {
        store.journal()
                .pendingItem(work.runId(), entry.seq())
                .map(item -> path.begin(Turn.first(item, clock)))
                .ifPresent(this::booked);
        work.recorder().left(entry.seq());
    }

    private void booked(Standing standing) {
        if (standing instanceof Standing.Ended(var step)) {
            switch (step) {
                case Step.Accepted() -> finished(null);
                case Step.DeadLettered(var reason, var sent) when sent -> finished(reason);
                case Step.DeadLettered _,Step.Later _,Step.Halted _ -> {
                    // It cost nothing, or it waits again.
                }
            }
        }
    }

    private void finished(@Nullable Failure failure) {
        work.stopRule().finished(failure).ifPresent(why -> stop(RunStatus.PAUSED, rest.paused(why)));
    }

    /// Cancels what is at work and waits a while for what it has answered: that is paid for.
    private void cancelAll(Duration grace) throws InterruptedException {
        var until = clock.steady().plus(grace);
        var calm = new BatchPatience(new StopSignal(), clock, random);
        try {
            for (var batch : atWork) {
                cancel(batch, "belongs to a run that was cancelled");
            }
            while (!atWork.isEmpty() && clock.steady().isBefore(until)) {
                calm.pause(LOOK_AT_CANCELLED);
                for (var batch : atWork) {
                    look(batch);
                }
            }
        } catch (HaltedException e) {
            notices.add(e.why());
        }
        if (!atWork.isEmpty()) {
            notices.add(
                    atWork.size() + " batches were still at work when the run ended; penstock resume " + work.runId()
                            + " uses what they answered");
        }
    }

    private BatchChunk newChunk() {
        return new BatchChunk(newLabel(), route, api, work.runId(), clock.wall());
    }

    private BatchLabel newLabel() {
        var text = new StringBuilder("pst-");
        for (int i = 0; i < LABEL_CHARACTERS; i++) {
            text.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
        }
        return new BatchLabel(text.toString());
    }
}
