package dev.penstock.bench;

import dev.penstock.simulator.FaultKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// Counts what became of replies, reply by reply. Not safe for use by many threads.
final class Tally {
    private final Map<FaultKind, Row> rows = new EnumMap<>(FaultKind.class);
    private long honest;
    private long falseAlarms;

    /// The replies of one kind.
    static final class Row {
        private long injected;
        private long caught;
        private long recovered;
        private long missed;
        private final Map<String, Long> by = new TreeMap<>();

        long injected() {
            return injected;
        }

        /// Rejected by a check.
        long caught() {
            return caught;
        }

        /// Accepted, and equal to the right answer all the same: nothing was lost.
        long recovered() {
            return recovered;
        }

        /// Accepted as the item's output, and wrong.
        long missed() {
            return missed;
        }

        /// Which check, how often.
        Map<String, Long> by() {
            return by;
        }
    }

    void caught(FaultKind kind, String check) {
        var row = row(kind);
        row.caught++;
        row.by.merge(check, 1L, Long::sum);
    }

    void accepted(FaultKind kind, boolean right) {
        var row = row(kind);
        row.recovered += right ? 1 : 0;
        row.missed += right ? 0 : 1;
    }

    /// A reply that nothing was done to.
    void honest(boolean rejected) {
        honest++;
        falseAlarms += rejected ? 1 : 0;
    }

    private Row row(FaultKind kind) {
        var row = rows.computeIfAbsent(kind, _ -> new Row());
        row.injected++;
        return row;
    }

    Map<FaultKind, Row> rows() {
        return rows;
    }

    long honest() {
        return honest;
    }

    long falseAlarms() {
        return falseAlarms;
    }

    /// Whether nobody can see from the reply alone that it is wrong: another item's answer, another label.
    static boolean wrongButValid(FaultKind kind) {
        return kind == FaultKind.SWAPPED || kind == FaultKind.WRONG_LABEL;
    }

    /// Share of corrupted replies that were rejected or recovered, without those that are wrong but valid.
    double detection() {
        long injected = 0;
        long missed = 0;
        for (var entry : rows.entrySet()) {
            if (!wrongButValid(entry.getKey())) {
                injected += entry.getValue().injected;
                missed += entry.getValue().missed;
            }
        }
        return injected == 0 ? 1 : 1 - (double) missed / injected;
    }

    double falseAlarmRate() {
        return honest == 0 ? 0 : (double) falseAlarms / honest;
    }
}
