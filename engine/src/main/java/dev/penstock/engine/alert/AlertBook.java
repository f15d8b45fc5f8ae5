package dev.penstock.engine.alert;

import dev.penstock.store.AlertLog;
import dev.penstock.store.AlertLog.Delivery;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes alerts and deliveries down. A store that fails is told once and asked no more: whoever can be told is told anyway.
/// Alerts come from one thread at a time, deliveries from any.
final class AlertBook implements Conditions.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(AlertBook.class);
    /// How old the store's word may be on when an alert was last seen.
    private static final Duration STALE = Duration.ofMinutes(1);

    private final AlertLog log;
    private final Map<String, AlertRow> written = new HashMap<>();
    private final AtomicBoolean broken = new AtomicBoolean();

    AlertBook(AlertLog log) {
        this.log = log;
    }

    @Override
    public void keep(AlertRow alert) {
        var before = written.get(alert.fingerprint());
        if (before == null || isNews(before, alert)) {
            guarded(() -> log.keep(alert));
            written.put(alert.fingerprint(), alert);
        }
        if (alert.state() == State.RESOLVED) {
            written.remove(alert.fingerprint());
        }
    }

    @Override
    public void drop(AlertRow alert) {
        guarded(() -> log.drop(alert));
        written.remove(alert.fingerprint());
    }

    void delivered(Delivery delivery) {
        guarded(() -> log.delivered(delivery));
    }

    private static boolean isNews(AlertRow before, AlertRow now) {
        return before.state() != now.state() || before.level() != now.level()
                || !before.times().since().equals(now.times().since())
                || !Objects.equals(before.times().told(), now.times().told())
                || before.times().seen().plus(STALE).isBefore(now.times().seen());
    }

    private void guarded(Runnable write) {
        if (broken.get()) {
            return;
        }
        try {
            write.run();
        } catch (StoreException | IllegalStateException e) {
            if (broken.compareAndSet(false, true)) {
                LOG.warn("alerts are told, but not kept: {}", e.getMessage());
            }
        }
    }
}
