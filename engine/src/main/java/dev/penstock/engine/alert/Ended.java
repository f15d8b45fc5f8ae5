package dev.penstock.engine.alert;

import java.util.Map;
import java.util.TreeMap;

/// How many items came to their end.
///
/// @param dead of them, dead letters
/// @param reasons of the dead letters
record Ended(long finished, long dead, Map<String, Long> reasons) {
    static final Ended NONE = new Ended(0, 0, Map.of());

    Ended plus(Ended other) {
        var sum = new TreeMap<>(reasons);
        other.reasons.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return new Ended(finished + other.finished, dead + other.dead, sum);
    }

    Ended minus(Ended earlier) {
        var rest = new TreeMap<>(reasons);
        earlier.reasons.forEach((reason, count) -> rest.merge(reason, -count, Long::sum));
        return new Ended(finished - earlier.finished, dead - earlier.dead, rest);
    }
}
