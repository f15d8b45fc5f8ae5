package dev.penstock.engine.alert;

import dev.penstock.engine.alert.AlertBoard.RuleLine;
import dev.penstock.store.AlertLog;
import dev.penstock.store.AlertLog.Delivery;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.RunRow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at every run of an engine, on a thread of its own, and tells what its rules find: one line in the log, a message to
/// each webhook, and a row in the store. Never in the way of a run.
///
/// Safe for use by many threads.
public final class Alerts implements AutoCloseable {
    /// How long the end of an engine waits for messages on their way.
    public static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final AlertConfig config;
    private final AlertLog log;
    private final InstantSource clock;
    private final AlertBook book;
    private final Deliveries deliveries;
    private final Lookout lookout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Watch> watches = new LinkedHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean blind;

    Alerts(AlertConfig config, Ground ground, Deliveries deliveries, InstantSource clock) {
        this.config = config;
        this.log = ground.log();
        this.clock = clock;
        this.book = new AlertBook(log);
        this.deliveries = deliveries;
        this.lookout = new Lookout(config.rules(), ground, book, clock.instant());
    }

    /// Begins to look.
    ///
    /// @param webhooks open ones of the config
    /// @param delivered takes what became of each message, once it is kept; must not block
    public static Alerts start(AlertConfig config, List<Webhook> webhooks, Ground ground,
            Consumer<Delivery> delivered, InstantSource clock) {
        Consumer<Delivery> kept = new AlertBook(ground.log())::delivered;
        var deliveries = new Deliveries(webhooks, Patience.USUAL, clock, kept.andThen(delivered));
        var alerts = new Alerts(config, ground, deliveries, clock);
        Thread.ofPlatform().daemon().name("alerts").start(alerts::lookOut);
        return alerts;
    }

    /// Looks at a run from now on.
    ///
    /// @param run as the work on it begins
    public Watch watch(RunRow run, Watched watched) {
        lock.lock();
        try {
            lookout.takenUp(run.id(), clock.instant()).forEach(this::tell);
            var watch = new Watch(this, run, watched);
            watches.put(run.id(), watch);
            return watch;
        } finally {
            lock.unlock();
        }
    }

    /// Looks no more at a run; what was found is still told.
    public void unwatch(String run) {
        lock.lock();
        try {
            watches.remove(run);
        } finally {
            lock.unlock();
        }
    }

    /// Looks now, and asks all rules.
    void look() {
        look(true);
    }

    /// How alerts stand, with what the rules see right now.
    public AlertBoard board() {
        lock.lock();
        try {
            return AlertBoard.of(log, config.lines(lookout::current));
        } finally {
            lock.unlock();
        }
    }

    /// How alerts stand for somebody who does not look at runs.
    public static AlertBoard board(AlertConfig config, AlertLog log) {
        List<RuleLine> lines = config.lines(_ -> List.of());
        return AlertBoard.of(log, lines);
    }

    /// How many alerts of each rule fire, those that are quiet included.
    public Map<String, Long> firing() {
        var firing = new TreeMap<String, Long>();
        config.rules().forEach(rule -> firing.put(rule.name(), 0L));
        log.open()
                .stream()
                .filter(alert -> alert.state() == State.FIRING)
                .forEach(alert -> firing.merge(alert.rule(), 1L, Long::sum));
        return firing;
    }

    /// What did not get through since this was last asked, a sentence each.
    public List<String> undelivered() {
        return deliveries.failed();
    }

    /// Sends what waits, and waits for messages on their way, for [#LAST_WORDS] in all. What is still not there counts as
    /// undelivered.
    @Override
    public void close() {
        closed.countDown();
        deliveries.close(LAST_WORDS);
    }

    private void lookOut() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look(false);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A fault in looking ends all alerts and nothing else: no run must notice it.
    void look(boolean atOnce) {
        lock.lock();
        try {
            if (!blind) {
                lookout.look(List.copyOf(watches.values()), clock.instant(), atOnce).forEach(this::tell);
                deliveries.sendDue();
            }
        } catch (RuntimeException e) {
            blind = true;
            LOG.error("nothing is watched any more, no alert will come", e);
        } finally {
            lock.unlock();
        }
    }

    private void tell(Alert alert) {
        if (alert.resolved()) {
            LOG.info("{}", alert.inHouse());
        } else {
            switch (alert.severity()) {
                case INFO -> LOG.info("{}", alert.inHouse());
                case WARNING -> LOG.warn("{}", alert.inHouse());
                case CRITICAL -> LOG.error("{}", alert.inHouse());
            }
        }
        watches.values().forEach(watch -> watch.tell(alert));
        deliveries.send(alert);
    }
}
