package dev.penstock.cli;

import dev.penstock.engine.BatchWords;
import dev.penstock.engine.Engine;
import dev.penstock.engine.Figures;
import dev.penstock.engine.RunHandle;
import dev.penstock.engine.StalledRunException;
import dev.penstock.engine.alert.Alert;
import dev.penstock.engine.alert.Severity;
import dev.penstock.engine.live.Pace;
import dev.penstock.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Starts a run, shows it while it works, stops it on a signal and reports its end.
final class RunWatch {
    private static final Duration LOOK = Duration.ofMillis(50);
    /// What the screen says by itself, as soon as it happens.
    private static final Set<String> WARNED_AT_ONCE = Set.of("taken-over", "sample-store-failing");
    private static final Duration DEAD_LETTERS = Duration.ofSeconds(1);

    private final PenstockCommand root;
    private final RunOptions options;
    private final RunShow show;
    private final AtomicReference<@Nullable RunHandle> current = new AtomicReference<>();
    private Instant lastLetters = Instant.MIN;
    private final Set<String> daysWarned = new HashSet<>();
    private boolean samplesWarned;
    private int takeoversTold;
    private int noticesTold;
    private @Nullable RunView last;

    RunWatch(PenstockCommand root, RunOptions options) {
        this.root = root;
        this.options = options;
        this.show = new RunShow(root, options);
    }

    /// Blocks until the run has ended.
    ///
    /// @param owner who takes the store's lock
    /// @param start starts the run
    /// @return the exit code
    int run(String owner, Function<Engine, RunHandle> start) {
        var signals = SignalTrap.set(this::stop, this::quit);
        try (var _ = LogLines.shown(show::warn, LogLines.TELEMETRY);
                var telemetry = CommandTelemetry.open(Telemetry::ofCommand, root.surroundings().env())) {
            var engine = root.project().engine(owner, telemetry.api());
            try (engine) {
                var handle = start.apply(engine);
                current.set(handle);
                if (signals.code() != 0) {
                    stop(signals.code());
                }
                return ended(handle, watch(engine, handle), signals.code());
            } finally {
                engine.undelivered().forEach(show::warn);
            }
        } finally {
            root.messages().close();
        }
    }

    private ObjectNode watch(Engine engine, RunHandle handle) {
        handle.warnings().forEach(show::warn);
        var pace = handle.pace(now());
        show.started(view(handle, pace));
        while (!handle.isFinished()) {
            engine.erased().forEach(show::note);
            tellAlerts(engine, handle);
            warnOnce(handle);
            show.moment(pace.elapsed(now()), handle.endpoint().word(), () -> view(handle, pace));
            tellDeadLetters(handle, DEAD_LETTERS);
            LockSupport.parkNanos(LOOK.toNanos());
        }
        engine.erased().forEach(show::note);
        tellAlerts(engine, handle);
        warnOnce(handle);
        last = view(handle, pace);
        show.last(last);
        return report(handle);
    }

    private ObjectNode report(RunHandle handle) {
        try {
            var report = handle.await().report();
            tellDeadLetters(handle, Duration.ZERO);
            return report;
        } catch (StalledRunException e) {
            root.messages().say(root.errors().error(String.valueOf(e.getMessage())));
            quit(ExitCode.INTERNAL); // what hangs may keep the store from closing
            throw e;
        } catch (RuntimeException | Error e) {
            root.messages().close();
            root.messages()
                    .say(handle.run().id() + " broke off; what it paid for is kept. Go on with: penstock resume "
                            + handle.run().id());
            throw e;
        }
    }

    /// As JSON, each soon after it came.
    private void tellDeadLetters(RunHandle handle, Duration every) {
        var time = now();
        if (options.json && !lastLetters.plus(every).isAfter(time)) {
            lastLetters = time;
            handle.newDeadLetters().forEach(letter -> show.deadLetter(handle.run().id(), letter));
        }
    }

    private void tellAlerts(Engine engine, RunHandle handle) {
        handle.newAlerts().forEach(alert -> tell(handle, alert));
        engine.undelivered().forEach(show::warn);
    }

    private void tell(RunHandle handle, Alert alert) {
        if (options.json) {
            root.results().json(ProgressEvent.alert(handle.run().id(), alert));
        }
        if (saysItself(alert)) {
            return;
        }
        if (!options.quiet || alert.severity() == Severity.CRITICAL) {
            root.messages().say(AlertLine.render(alert, root.terminal().messages()));
        }
    }

    /// The money of a day is warned of too.
    private static boolean saysItself(Alert alert) {
        return WARNED_AT_ONCE.contains(alert.rule())
                || (alert.rule().equals("budget") && alert.subject().run() == null);
    }

    private void warnOnce(RunHandle handle) {
        handle.dayBudgetWarnings()
                .stream()
                .filter(warning -> daysWarned.add(warning.substring(0, warning.indexOf(':'))))
                .forEach(show::warn);
        var takeovers = handle.takeovers();
        takeovers.subList(takeoversTold, takeovers.size()).forEach(show::warn);
        takeoversTold = takeovers.size();
        var notices = handle.notices();
        notices.subList(noticesTold, notices.size()).forEach(show::warn);
        noticesTold = notices.size();
        if (!samplesWarned) {
            handle.sampleWarning().ifPresent(warning -> {
                samplesWarned = true;
                show.warn(warning);
            });
        }
    }

    private int ended(RunHandle handle, ObjectNode report, int signal) {
        var status = report.path("status").asString("");
        int code = status.equals("interrupted") && signal != 0 ? signal : ExitCode.of(report);
        root.messages().close();
        show.finished(last, status, code);
        if (options.json) {
            root.results().json(report);
        } else if (options.quiet) {
            root.results().line(RunEnding.line(report));
        } else {
            root.results().lines(ReportScreen.render(report, code, root.terminal().width(), root.terminal().results()));
            root.results().lines(RunEnding.next(report, handle.outputDir(), root.terminal().results()));
        }
        return code;
    }

    private void stop(int code) {
        var handle = current.get();
        if (handle == null) {
            quit(code); // nothing was started
            return;
        }
        handle.stop(code == SignalTrap.INTERRUPTED ? "interrupted by Ctrl-C" : "terminated by a signal");
        if (!options.quiet) {
            root.messages()
                    .say("stopping: no new calls, waiting for " + Figures.plural(handle.endpoint().inFlight(), "call")
                            + " in flight (at most " + Figures.duration(Engine.GRACE) + "); once more ends at once");
        }
    }

    /// Ends the process now. Calls in flight are booked as unconfirmed when the run is resumed.
    private void quit(int code) {
        var handle = current.get();
        root.messages().close();
        if (handle != null) {
            root.messages().say("ended at once; resume with: penstock resume " + handle.run().id());
        }
        Runtime.getRuntime().halt(code);
    }

    private RunView view(RunHandle handle, Pace pace) {
        var progress = handle.progress();
        var endpoint = handle.endpoint();
        return new RunView(handle.run(), progress, endpoint, pace.observe(now(), progress, endpoint),
                TerminalText.oneLine(BatchWords.atWork(handle.batches(), now())));
    }

    private Instant now() {
        return root.surroundings().clock().instant();
    }
}
