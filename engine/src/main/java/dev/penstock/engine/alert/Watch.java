package dev.penstock.engine.alert;

import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run under watch: whatever a rule finds is told once, and again only when it got worse. Safe for use by many threads.
public final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final RunRow run;
    private final Supplier<Progress.Snapshot> progress;
    private final Supplier<Limiter.State> endpoint;
    private final List<Rule> rules;
    private final InstantSource clock;
    private final Consumer<Alert> outbox;
    private final History history;
    private final Map<String, Integer> told = new HashMap<>();
    private final List<Alert> news = new ArrayList<>();
    private RunStatus status;
    private @Nullable String why;
    private boolean blind;

    /// @param outbox takes each alert once; must not block
    Watch(RunRow run, Supplier<Progress.Snapshot> progress, Supplier<Limiter.State> endpoint, List<Rule> rules,
            InstantSource clock, Consumer<Alert> outbox) {
        this.run = run;
        this.progress = progress;
        this.endpoint = endpoint;
        this.rules = rules;
        this.clock = clock;
        this.outbox = outbox;
        this.status = run.takesGenerations() ? RunStatus.OPEN : RunStatus.RUNNING;
        this.history = new History(moment(clock.instant()));
    }

    /// Looks now. A fault in looking ends the watch and nothing else: the run must not notice it.
    public synchronized void look() {
        if (blind) {
            return;
        }
        try {
            judge();
        } catch (RuntimeException e) {
            blind = true;
            LOG.error("run {} is watched no more, no alert of it will come", run.id(), e);
        }
    }

    /// The run does not go on by itself. Looks at once.
    ///
    /// @param reason one sentence; null when it is complete
    public synchronized void stands(RunStatus where, @Nullable String reason) {
        status = where;
        why = reason;
        look();
    }

    /// What was told since this was asked last, oldest first; each comes once.
    public synchronized List<Alert> news() {
        var latest = List.copyOf(news);
        news.clear();
        return latest;
    }

    private void judge() {
        history.add(moment(clock.instant()));
        var found = new LinkedHashMap<Rule, Finding>();
        rules.forEach(rule -> rule.judge(history).ifPresent(finding -> found.put(rule, finding)));
        var silenced = new HashSet<String>();
        found.keySet().forEach(rule -> silenced.addAll(rule.silences()));
        found.forEach((rule, finding) -> {
            if (!silenced.contains(rule.name()) && finding.level() > told.getOrDefault(rule.name(), 0)) {
                told.put(rule.name(), finding.level());
                tell(finding.alert(rule, history.now()));
            }
        });
    }

    private void tell(Alert alert) {
        news.add(alert);
        outbox.accept(alert);
    }

    private Moment moment(Instant at) {
        return new Moment(at, run, progress.get(), endpoint.get(), status, why);
    }
}
