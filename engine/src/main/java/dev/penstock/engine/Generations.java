package dev.penstock.engine;

import dev.penstock.limit.HaltedException;
import dev.penstock.prompt.Prompt;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private final Engine engine;
    private final Days days;
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
        var stored = new CountDownLatch(1);
        var work = submit(() -> generate(prompt, id, input, stored));
        stored.await();
        try {
            return patience == null ? work.get() : work.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new GenerationPendingException(id, "generation " + id + " has no outcome after " + patience.toMillis()
                    + " ms; it goes on, fetch it later by its id");
        } catch (ExecutionException e) {
            throw thrown(id, e.getCause());
        }
    }

    /// What became of the newest generation of this id; empty while it is pending.
    ///
    /// @throws NoSuchElementException if there is none
    public Optional<Outcome> outcome(String id) {
        refuseClosed();
        var runs = engine.store().runs();
        return runs.generationsWith(id)
                .flatMap(run -> runs.item(run, id))
                .map(Outcomes::of)
                .orElseThrow(() -> new NoSuchElementException("there is no generation " + id));
    }

    /// Whether a run is a day whose generations are worked on here, so that nobody else may resume it.
    boolean isOpen(String runId) {
        return days.isOpen(runId);
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
        day.forEachPending(seq -> {
            var entered = days.enter(day.runId());
            threads.execute(() -> takeUp(entered, seq));
        });
    }

    private void takeUp(Day day, long seq) {
        try {
            day.finish(seq);
        } catch (HaltedException _) {
            // The day has told the operator; the item stays pending.
        } catch (InterruptedException _) {
            // This is closed; the item stays pending for the next engine.
        } finally {
            days.leave(day);
        }
    }

    /// @param stored counted down as soon as the item is in the store, or cannot get there
    private Outcome generate(Prompt prompt, String id, ObjectNode input, CountDownLatch stored)
            throws InterruptedException, HaltedException {
        try {
            var day = days.enter(prompt);
            try {
                long seq = day.add(id, input);
                stored.countDown();
                day.finish(seq);
                return day.outcome(id);
            } finally {
                days.leave(day);
            }
        } finally {
            stored.countDown();
        }
    }

    private Future<Outcome> submit(Callable<Outcome> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException _) {
            throw closed();
        }
    }

    private static RuntimeException thrown(String id, @Nullable Throwable cause) {
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
