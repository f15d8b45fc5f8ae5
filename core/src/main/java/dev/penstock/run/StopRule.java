package dev.penstock.run;

import dev.penstock.item.Failure;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Pauses a run when too many of its items end as dead letters, before the rest is spent the same way. It looks at the last
/// so many items that finished, and says nothing before there are as many. Items for which nothing was sent do not count:
/// they cost nothing, and stopping would not save any.
///
/// Safe for use by many threads; each run, and each resume of it, has its own.
public final class StopRule {
    private static final int SHOWN_REASONS = 3;

    private final @Nullable BigDecimal share;
    private final int ofLast;
    private final Deque<Optional<String>> last = new ArrayDeque<>();
    private int dead;

    private StopRule(@Nullable BigDecimal share, int ofLast) {
        this.share = share;
        this.ofLast = ofLast;
    }

    /// Never stops.
    public static StopRule off() {
        return new StopRule(null, 0);
    }

    /// @param share of dead letters above which it stops, 0 to 1
    /// @param ofLast how many finished items are looked at, at least 1
    public static StopRule above(BigDecimal share, int ofLast) {
        if (ofLast < 1) {
            throw new IllegalArgumentException("stop-if.of-last must be at least 1, was " + ofLast);
        }
        return new StopRule(share, ofLast);
    }

    /// Counts an item that finished.
    ///
    /// @param failure why it became a dead letter; null when it was accepted
    /// @return what is wrong, once the share is too high
    synchronized Optional<String> finished(@Nullable Failure failure) {
        if (share == null) {
            return Optional.empty();
        }
        last.addLast(Optional.ofNullable(failure).map(Failure::reason));
        dead += failure == null ? 0 : 1;
        if (last.size() > ofLast) {
            dead -= last.removeFirst().isPresent() ? 1 : 0;
        }
        return last.size() == ofLast && tooMany(share) ? Optional.of(sentence(share)) : Optional.empty();
    }

    private boolean tooMany(BigDecimal most) {
        return BigDecimal.valueOf(dead).compareTo(most.multiply(BigDecimal.valueOf(ofLast))) > 0;
    }

    private String sentence(BigDecimal most) {
        return dead + " of the last " + ofLast + " items became dead letters, and stop-if allows "
                + most.movePointRight(2).stripTrailingZeros().toPlainString() + "%: " + reasons();
    }

    private String reasons() {
        var counts = new TreeMap<String, Integer>();
        last.forEach(reason -> reason.ifPresent(name -> counts.merge(name, 1, Integer::sum)));
        return counts.entrySet()
                .stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN_REASONS)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
