package dev.penstock.engine.alert;

import dev.penstock.store.AlertLog;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a store keeps of alerts, for as long as a test.
final class MemoryLog implements AlertLog {
    private final Map<String, AlertRow> rows = new LinkedHashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private boolean broken;

    /// From now on nothing can be written.
    void breakDown() {
        broken = true;
    }

    @Override
    public void keep(AlertRow alert) {
        if (broken) {
            throw new StoreException("disk full");
        }
        rows.put(key(alert), alert);
    }

    @Override
    public void drop(AlertRow alert) {
        rows.remove(key(alert));
    }

    @Override
    public List<AlertRow> open() {
        return rows.values().stream().filter(row -> row.state() != State.RESOLVED).toList();
    }

    @Override
    public List<AlertRow> fired(int limit) {
        return rows.values()
                .stream()
                .filter(row -> row.times().fired() != null)
                .sorted(Comparator.comparing((AlertRow row) -> Objects.requireNonNull(row.times().fired())).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void delivered(Delivery delivery) {
        deliveries.addFirst(delivery);
    }

    @Override
    public synchronized List<Delivery> deliveries(int limit) {
        return deliveries.stream().limit(limit).toList();
    }

    @Override
    public int dropBefore(Instant time) {
        return 0;
    }

    private static String key(AlertRow row) {
        return row.fingerprint() + row.times().since();
    }
}
