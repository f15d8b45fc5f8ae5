package dev.penstock.engine;

import dev.penstock.item.Item;
import dev.penstock.limit.HaltedException;
import dev.penstock.prompt.Prompt;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.IdempotencyKeys.Claim;
import dev.penstock.store.ItemRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Generations one at a time, each for somebody who waits. They go the way of a run's items, through the same store, and
/// belong to one run per task, prompt version and UTC day.
///
/// Each runs on a virtual thread of its own: a caller that gives up loses the wait and never the answer. Safe for use by many
/// threads.
public final class Generations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
    private static final int LONGEST_ID = 256;

    /// How long an idempotency key is remembered.
    static final Duration KEYS_KEPT = Duration.ofHours(24);

    private final Engine engine;
    private final Days days;
    private final Map<String, AtomicInteger> queues = new ConcurrentHashMap<>();
    private final Map<String, Prompt> prompts = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("generation-", 0).factory());

    Generations(Engine engine) {
        this.engine = engine;
        this.days = new Days(engine, this::takeUp);
    }

    /// A task, read and linted at its first use. It stays as it was read until this is closed.
    ///
    /// @throws SettingsException if there is no such task, or lint finds an error in it
    public Prompt prompt(String task) {
        return prompts.computeIfAbsent(task, _ -> {
            var project = engine.project();
            project.lint().refuse(task, project.config().runUsd(), null);
            return engine.outputs().settled(project.registry().prompt(task));
        });
    }

    /// Generates, or says what became of it when this id and input were asked for before on the same day.
    ///
    /// @param id 1 to 256 printable characters
    /// @param patience how long to wait for the outcome, from when the generation is in the store; null for as long as it takes
    /// @throws GenerationHaltedException if nothing can succeed until a person acts
    /// @throws GenerationPendingException if patience ran out, or this was closed; the generation goes on, or is taken up by the
    ///     next engine
    /// @throws ReusedIdException if the id was used for another input the same day
    /// @throws IllegalArgumentException if the id or the input is not allowed; nothing was stored
    /// @throws IllegalStateException if this is closed
    /// @throws InterruptedException if the caller is interrupted; the generation goes on
    public Outcome generate(String task, String id, ObjectNode input, @Nullable Duration patience)
            throws InterruptedException {
        var prompt = prompt(task);
        refuseId(id);
        refuseSize(input);
        var ask = new Ask(task, id, input, null, null, Integer.MAX_VALUE);
        var stored = new CompletableFuture<Claim>();
        var work = submit(() -> generate(prompt, ask, stored));
        stored(id, stored);
        try {
            return patience == null ? work.get() : work.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new GenerationPendingException(id, "generation " + id + " has no outcome after " + patience.toMillis()
                    + " ms; it goes on, fetch it later by its id");
        } catch (ExecutionException e) {
            throw thrown(id, e.getCause());
        }
    }

    /// Puts a generation into the store and to work, unless its key was used before: then it is the one of that key, also
    /// when it belongs to another day or an earlier engine. A known key is never turned away.
    ///
    /// @throws ShedException if its caller would wait in vain; nothing was stored
    /// @throws ReusedKeyException if the key was used for something else
    /// @throws ReusedIdException if the id was used for another input the same day
    /// @throws SettingsException if there is no such task, or lint finds an error in it
    /// @throws IllegalArgumentException if the id or the input is not allowed; nothing was stored
    /// @throws IllegalStateException if this is closed
    /// @throws InterruptedException if the caller is interrupted; the generation goes on if it was stored
    public Generation submit(Ask ask) throws InterruptedException {
        var prompt = prompt(ask.task());
        refuseId(ask.id());
        refuseSize(ask.input());
        refuseClosed();
        var key = ask.key();
        var known = key == null
                ? Optional.<Claim>empty()
                : engine.store().idempotencyKeys().find(key, engine.clock().instant().minus(KEYS_KEPT));
        return known.isPresent() ? replay(ask, known.get()) : join(prompt, ask);
    }

    /// What became of the newest generation of this id; empty while it is pending.
    ///
    /// @throws NoSuchElementException if there is none
    public Optional<Outcome> outcome(String id) {
        var runs = engine.store().runs();
        return runs.generationsWith(id)
                .flatMap(run -> runs.item(run, id))
                .map(Outcomes::of)
                .orElseThrow(() -> new NoSuchElementException("there is no generation " + id));
    }

    /// Whether a run is a day whose generations are worked on here, so that nobody else may resume it.
    public boolean isOpen(String runId) {
        return days.isOpen(runId);
    }

    /// How many are being worked on.
    public int atWork() {
        return days.atWork();
    }

    /// Takes up the days that an earlier engine left open.
    void takeUp() {
        engine.store()
                .runs()
                .list(Integer.MAX_VALUE)
                .stream()
                .filter(run -> run.takesGenerations() && leftOpen(run.status()))
                .forEach(this::takeUp);
    }

    /// Refuses new generations, waits for those at work, and interrupts what is left; that stays pending.
    ///
    /// @param grace the longest wait
    public void close(Duration grace) {
        threads.shutdown();
        try {
            threads.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        threads.close();
    }

    @Override
    public void close() {
        close(Engine.GRACE);
    }

    private static boolean leftOpen(RunStatus status) {
        return status == RunStatus.OPEN || status == RunStatus.RUNNING;
    }

    private void takeUp(RunRow run) {
        try {
            days.reopen(run);
        } catch (SettingsException | CannotStartException e) {
            LOG.warn("generations of run {} stay pending, go on with: penstock resume {}; {}", run.id(), run.id(),
                    e.getMessage());
        }
    }

    private void takeUp(Day day) {
        day.forEachPending(item -> {
            var entered = days.enter(day.runId());
            threads.execute(() -> takeUp(entered, item));
        });
    }

    private void takeUp(Day day, Item item) {
        try {
            day.finish(item);
        } catch (HaltedException _) {
            // The day has told the operator; the item stays pending.
        } catch (InterruptedException _) {
            // This is closed; the item stays pending for the next engine.
        } finally {
            days.leave(day);
        }
    }

    private Generation join(Prompt prompt, Ask ask) throws InterruptedException {
        var queue = queues.computeIfAbsent(queueName(prompt), _ -> new AtomicInteger());
        int ahead = queue.getAndIncrement();
        boolean joined = false;
        try {
            refuseInVain(prompt, ahead, ask);
            var stored = new CompletableFuture<Claim>();
            var work = submit(() -> {
                try {
                    return generate(prompt, ask, stored);
                } finally {
                    queue.decrementAndGet();
                }
            });
            joined = true;
            var claim = stored(ask.id(), stored);
            return claim.added() == null ? replay(ask, claim) : new Generation(ask.id(), false, work);
        } finally {
            if (!joined) {
                queue.decrementAndGet();
            }
        }
    }

    private static String queueName(Prompt prompt) {
        var call = prompt.settings().call();
        return call.endpoint() + " " + call.model();
    }

    private void refuseInVain(Prompt prompt, int ahead, Ask ask) {
        var day = days.enter(prompt);
        try {
            var endpoint = day.endpoint();
            var latency = ahead < endpoint.allowed() ? Duration.ZERO : day.medianLatency();
            new Load(ahead, endpoint, latency).refusal(ask.patience(), ask.longestQueue())
                    .ifPresent(refusal -> {
                        throw refusal;
                    });
        } finally {
            days.leave(day);
        }
    }

    /// @param stored completed as soon as the item is in the store, or cannot get there
    private Outcome generate(Prompt prompt, Ask ask, CompletableFuture<Claim> stored)
            throws InterruptedException, HaltedException {
        try {
            var day = days.enter(prompt);
            try {
                return follow(day.take(ask, stored::complete));
            } finally {
                days.leave(day);
            }
        } catch (RuntimeException | Error e) {
            stored.completeExceptionally(e);
            throw e;
        }
    }

    private static Claim stored(String id, CompletableFuture<Claim> stored) throws InterruptedException {
        try {
            return stored.get();
        } catch (ExecutionException e) {
            throw thrown(id, e.getCause());
        }
    }

    /// The generation somebody asked for before, if this is the same request.
    private Generation replay(Ask ask, Claim claim) {
        if (ask.key() != null && !claim.fingerprint().equals(ask.key().fingerprint())) {
            throw new ReusedKeyException();
        }
        Day.refuseOtherInput(row(claim).item(), ask.input());
        return new Generation(claim.itemId(), true, submit(() -> follow(claim)));
    }

    /// What became of an item, once it has been taken to its end.
    private Outcome follow(Claim claim) throws InterruptedException, HaltedException {
        var row = row(claim);
        if (row instanceof ItemRow.Pending(var item)) {
            var day = days.enter(RunIds.find(engine.store(), claim.runId()));
            try {
                day.finish(item);
            } finally {
                days.leave(day);
            }
            row = row(claim);
        }
        return Outcomes.of(row)
                .orElseThrow(() -> new IllegalStateException(
                        "item " + claim.itemId() + " of " + claim.runId() + " did not end"));
    }

    private ItemRow row(Claim claim) {
        return engine.store().runs().item(claim.runId(), claim.itemId()).orElseThrow();
    }

    /// Puts dead letters of a day back to work; those that somebody decided meanwhile are left alone.
    ///
    /// @param ids of dead letters; null for all that are open
    /// @param pinned with the prompt version of the day instead of today's
    /// @return what the operator should know, one sentence each
    /// @throws CannotStartException if the day is at work with another prompt version than today's
    public List<String> retry(RunRow run, @Nullable Set<String> ids, boolean pinned, Reviewer by) {
        refuseClosed();
        var today = pinned ? null : engine.outputs().settled(engine.project().registry().prompt(run.task()));
        boolean same = today == null || today.version().equals(run.promptVersion());
        if (!same && days.isOpen(run.id())) {
            throw new CannotStartException(
                    run.id() + " takes generations with another version of the prompt than today's",
                    "retry with the version of the run, or when its day is over");
        }
        var pin = same || today == null ? null : engine.today(run, today);
        var warnings = new Reopening(engine.store(), engine.signals()).reopen(run, ids, pin,
                by.signature(engine.clock().instant()));
        days.reopen(RunIds.find(engine.store(), run.id()));
        return warnings;
    }

    private Future<Outcome> submit(Callable<Outcome> work) {
        try {
            return threads.submit(Context.current().wrap(work)); // its spans belong to the caller's trace
        } catch (RejectedExecutionException _) {
            throw closed();
        }
    }

    static RuntimeException thrown(String id, @Nullable Throwable cause) {
        return switch (cause) {
            case HaltedException e -> new GenerationHaltedException(id, e.why());
            case InterruptedException _ -> new GenerationPendingException(id,
                    "generation " + id + " is pending: Penstock was closed; the next one takes it up");
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }

    private static void refuseId(String id) {
        if (id.isBlank() || id.length() > LONGEST_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an id must be 1 to " + LONGEST_ID + " printable characters");
        }
    }

    private void refuseSize(ObjectNode input) {
        var bytes = input.toString().getBytes(StandardCharsets.UTF_8).length;
        var most = engine.project().config().maxRecordBytes();
        if (bytes > most) {
            throw new IllegalArgumentException(
                    "the input has " + bytes + " bytes of JSON; allowed: " + most + " (max-record-bytes)");
        }
    }

    private void refuseClosed() {
        if (threads.isShutdown()) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("this Penstock is closed");
    }
}
