package dev.penstock.engine;

import dev.penstock.engine.alert.Watched;
import dev.penstock.prompt.Prompt;
import dev.penstock.run.OpenRun;
import dev.penstock.store.InputPosition;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The days that are open in this engine, one per task, prompt version and UTC day. Whoever works in one enters and leaves
/// it; the last to leave a day that is over closes it. Safe for use by many threads.
final class Days {
    private final Engine engine;
    private final Consumer<Day> opened;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Open> days = new HashMap<>();

    private static final class Open {
        final Day day;
        int inside;

        Open(Day day) {
            this.day = day;
        }
    }

    /// @param opened told of every day that is opened, before anybody enters it
    Days(Engine engine, Consumer<Day> opened) {
        this.engine = engine;
        this.opened = opened;
    }

    /// Enters today's, and opens it if need be.
    ///
    /// @param prompt as it is asked today; a day that exists goes on as it began
    Day enter(Prompt prompt) {
        lock.lock();
        try {
            var today = today();
            var id = runId(prompt, today);
            if (!days.containsKey(id)) {
                closeThoseOver(today);
                var run = engine.store().runs().find(id);
                if (run.isPresent()) {
                    open(run.get(), engine.pinned(run.get()), today);
                } else {
                    open(create(id, prompt), prompt, today);
                }
            }
            return enter(id);
        } finally {
            lock.unlock();
        }
    }

    /// Puts the pending items of a day to work, of one that an earlier engine left open or that somebody reopened items of.
    /// Without any it is closed if it is over.
    void reopen(RunRow run) {
        lock.lock();
        try {
            var open = days.get(run.id());
            if (open != null) {
                opened.accept(open.day);
            } else if (!engine.store().journal().pending(run.id(), -1, 1).isEmpty()) {
                open(run, engine.pinned(run), date(run));
            } else if (date(run).isBefore(today())) {
                engine.store().runs().status(run.id(), RunStatus.COMPLETE, null, engine.clock().instant());
            }
        } finally {
            lock.unlock();
        }
    }

    /// Enters a day that is open here.
    Day enter(String runId) {
        lock.lock();
        try {
            var open = days.get(runId);
            if (open == null) {
                throw new IllegalStateException("the day " + runId + " is not open");
            }
            open.inside++;
            return open.day;
        } finally {
            lock.unlock();
        }
    }

    /// Enters the day of a run, and opens it if need be.
    Day enter(RunRow run) {
        lock.lock();
        try {
            if (!days.containsKey(run.id())) {
                open(run, engine.pinned(run), date(run));
            }
            return enter(run.id());
        } finally {
            lock.unlock();
        }
    }

    void leave(Day day) {
        lock.lock();
        try {
            var open = days.get(day.runId());
            if (open != null && --open.inside == 0 && day.date().isBefore(today())) {
                days.remove(day.runId());
                close(day);
            }
        } finally {
            lock.unlock();
        }
    }

    int atWork() {
        lock.lock();
        try {
            return days.values().stream().mapToInt(open -> open.day.atWork()).sum();
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen(String runId) {
        lock.lock();
        try {
            return days.containsKey(runId);
        } finally {
            lock.unlock();
        }
    }

    private void closeThoseOver(LocalDate today) {
        for (Iterator<Open> all = days.values().iterator(); all.hasNext();) {
            var open = all.next();
            if (open.inside == 0 && open.day.date().isBefore(today)) {
                all.remove();
                close(open.day);
            }
        }
    }

    private void close(Day day) {
        engine.broadcast().remove(day.runId());
        engine.signals().ends(day.runId());
        day.complete();
        engine.alerts().unwatch(day.runId());
    }

    private RunRow create(String id, Prompt prompt) {
        var call = prompt.settings().call();
        var config = engine.project().config();
        var commit = engine.project().registry().gitCommit(prompt.task());
        var now = engine.clock().instant();
        var run = new RunRow(id, prompt.task(), prompt.version(), commit, call.endpoint(), call.model(), "sync",
                prompt.plan().mode(), "", "",
                null, engine.project().directory().resolve("out").resolve(id).toString(), config.runUsd(),
                engine.simulated(prompt), RunStatus.OPEN, null, now, now, 0);
        engine.save(prompt, commit);
        engine.store().runs().create(run);
        engine.store().journal().addItems(id, List.of(), new InputPosition(0, 0, 0, true), now);
        return run;
    }

    private void open(RunRow run, Prompt prompt, LocalDate date) {
        var work = engine.work(run, prompt, engine.spent(run));
        var loop = new OpenRun(work, engine.store(), engine.runClock(), new Random());
        engine.store().runs().status(run.id(), RunStatus.OPEN, null, engine.clock().instant());
        var watch = engine.alerts().watch(run, Watched.of(loop, work.sampling()));
        engine.signals().begins(run, () -> loop.progress().snapshot(), work.budget());
        var day = new Day(run, date, loop, watch, engine.store(), engine.signals(), engine.clock());
        days.put(run.id(), new Open(day));
        var limits = engine.project().config().endpoint(run.endpoint()).limits();
        engine.broadcast().add(run.id(), run.endpoint(), limits, () -> loop.progress().snapshot(), loop::endpoint);
        opened.accept(day);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(engine.clock().instant(), ZoneOffset.UTC);
    }

    private static LocalDate date(RunRow run) {
        return LocalDate.ofInstant(run.startedAt(), ZoneOffset.UTC);
    }

    /// The same task, version and day always have the same id.
    private static String runId(Prompt prompt, LocalDate day) {
        try {
            var hash = MessageDigest.getInstance("SHA-256")
                    .digest((prompt.task() + "\n" + prompt.version()).getBytes(StandardCharsets.UTF_8));
            return "g_" + day.format(DateTimeFormatter.BASIC_ISO_DATE) + "_" + HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
