package dev.penstock.engine.alert;

import dev.penstock.run.RunEnd;
import dev.penstock.run.Traffic;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.RunRow;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// One run under watch. Safe for use by many threads.
public final class Watch {
    private final Alerts alerts;
    private final RunRow run;
    private final Watched watched;
    private final List<Alert> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger read = new AtomicInteger();
    private final Map<Traffic.Line, Traffic> counted = new HashMap<>();
    private final Idle idle;
    private Ended ended;
    private volatile Standing standing = new Standing.AtWork();

    /// @param run as the work on it begins; what was counted in it before is not news
    Watch(Alerts alerts, RunRow run, Watched watched) {
        this.alerts = alerts;
        this.run = run;
        this.watched = watched;
        var vitals = watched.vitals();
        this.idle = new Idle(vitals.progress().finished());
        this.ended = ended(vitals);
    }

    /// The run does not go on by itself. Looks at once.
    public void ended(RunEnd end) {
        standing = new Standing.Ended(end);
        alerts.look();
    }

    /// The run broke off. Looks at once.
    public void broke(Throwable how) {
        standing = new Standing.Broke(how.getClass().getSimpleName());
        alerts.look();
    }

    /// What was told of it, or of its task, since this was asked last, oldest first; each comes once.
    public List<Alert> news() {
        var all = told();
        return all.subList(Math.min(read.getAndSet(all.size()), all.size()), all.size());
    }

    /// All that was told of it, or of its task, since the work on it began, oldest first.
    public List<Alert> told() {
        return List.copyOf(told);
    }

    RunRow run() {
        return run;
    }

    /// @param passed watched time since the last look
    Moment moment(Duration passed) {
        var vitals = watched.vitals();
        return new Moment(run, vitals, standing, idle.after(passed, vitals));
    }

    /// Calls since this was asked last.
    Map<Traffic.Line, Traffic> newCalls() {
        var fresh = new HashMap<Traffic.Line, Traffic>();
        watched.traffic().forEach((line, traffic) -> {
            fresh.put(line, traffic.minus(counted.getOrDefault(line, Traffic.NONE)));
            counted.put(line, traffic);
        });
        return fresh;
    }

    /// Items that ended since this was asked last.
    Ended newlyEnded(Vitals vitals) {
        var all = ended(vitals);
        var fresh = all.minus(ended);
        ended = all;
        return fresh;
    }

    /// Takes what it is about.
    void tell(Alert alert) {
        var subject = alert.subject();
        if (subject.run() == null ? isOfTask(subject) : subject.run().equals(run.id())) {
            told.add(alert);
        }
    }

    private boolean isOfTask(Subject subject) {
        return subject.task().equals(run.task());
    }

    private static Ended ended(Vitals vitals) {
        var progress = vitals.progress();
        return new Ended(progress.finished(), progress.deadLettered(), progress.deadLetters());
    }
}
