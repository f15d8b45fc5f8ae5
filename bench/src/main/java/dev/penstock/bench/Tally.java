package dev.penstock.bench;

import dev.penstock.simulator.FaultKind;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Counts what became of replies, reply by reply. Not safe for use by many threads.
final class Tally {
    private static final Set<FaultKind> WRONG_BUT_VALID = EnumSet.of(FaultKind.SWAPPED, FaultKind.SWAPPED_FIELD,
            FaultKind.DIGIT_CHANGED, FaultKind.DIGITS_SWAPPED, FaultKind.WRONG_LABEL);

    private final Map<FaultKind, Row> rows = new EnumMap<>(FaultKind.class);
    private long honest;
    private long falseAlarms;
    private long corrected;
    private long correctedRejected;
    private long setAside;

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
    ///
    /// @param copied whether the record has its values as they are; one that has not is no false alarm when it is rejected
    void honest(boolean rejected, boolean copied) {
        if (!copied) {
            corrected++;
            correctedRejected += rejected ? 1 : 0;
            return;
        }
        honest++;
        falseAlarms += rejected ? 1 : 0;
    }

    /// A corrupted reply of an item whose right answer would be rejected too: that it is caught proves nothing.
    void setAside() {
        setAside++;
    }

    long setAsideCount() {
        return setAside;
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

    /// Honest replies whose values the record does not have as they are.
    long corrected() {
        return corrected;
    }

    long correctedRejected() {
        return correctedRejected;
    }

    /// Whether nobody can see from the reply alone that it is wrong: another item's answer, another label, a wrong digit.
    static boolean wrongButValid(FaultKind kind) {
        return WRONG_BUT_VALID.contains(kind);
    }

    /// Share of corrupted replies that were rejected or recovered.
    ///
    /// @param valid whether of those that are wrong but valid, or of the others
    double detection(boolean valid) {
        long injected = 0;
        long missed = 0;
        for (var entry : rows.entrySet()) {
            if (wrongButValid(entry.getKey()) == valid) {
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
