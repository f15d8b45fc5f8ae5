package dev.penstock.run;

import dev.penstock.provider.Exchange;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.provider.batch.BatchResult;
import dev.penstock.store.Batches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// Checks the results of one batch as a set: each entry has one result, and each result an entry. What an earlier reading
/// journaled is not used again. Used by one thread.
final class BatchHarvest {
    private static final int NAMED = 5;

    private final BatchLabel label;
    private final BiConsumer<Batches.Entry, Exchange> use;
    private final Map<String, Batches.Entry> entries = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> twice = new ArrayList<>();
    private int unknown;
    private boolean foreign;

    /// @param all entries of the batch
    /// @param use is given each result that is not journaled yet
    BatchHarvest(BatchLabel label, List<Batches.Entry> all, BiConsumer<Batches.Entry, Exchange> use) {
        this.label = label;
        this.use = use;
        all.forEach(entry -> entries.put(label.customId(entry.seq(), entry.n()), entry));
    }

    void take(BatchResult result) {
        var entry = entries.get(result.customId());
        if (entry == null) {
            unknown++;
            foreign |= !BatchLabel.of(result.customId()).equals(Optional.of(label));
        } else if (!seen.add(result.customId())) {
            twice.add(result.customId());
        } else if (!entry.received()) {
            use.accept(entry, exchange(result));
        }
    }

    /// Whether these are the results of another batch.
    boolean isForeign() {
        return foreign && seen.isEmpty();
    }

    /// Nothing more comes: what has no result was perhaps paid for all the same.
    void end() {
        entries.forEach((id, entry) -> {
            if (!seen.contains(id) && !entry.received()) {
                missing.add(id);
                use.accept(entry, new Exchange.Broken(Exchange.Broken.Cause.LOST, "the batch has no result for it",
                        Duration.ZERO));
            }
        });
    }

    /// What is wrong with the set, one sentence; empty when nothing is.
    Optional<String> oddities() {
        var parts = new ArrayList<String>();
        if (!missing.isEmpty()) {
            parts.add(missing.size() + " without a result" + named(missing));
        }
        if (!twice.isEmpty()) {
            parts.add(twice.size() + " came twice" + named(twice) + ", the first counts");
        }
        if (unknown > 0) {
            parts.add(unknown + " of ids that nobody sent");
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("results of batch " + label.value() + ": " + String.join("; ", parts));
    }

    private static Exchange exchange(BatchResult result) {
        return switch (result) {
            case BatchResult.Answered(_, var exchange) -> exchange;
            case BatchResult.NotRun(_, var why) -> notSent(switch (why) {
                case EXPIRED -> "the batch expired before its turn";
                case CANCELLED -> "the batch was cancelled before its turn";
            });
            case BatchResult.Unreadable _ ->
                new Exchange.Broken(Exchange.Broken.Cause.LOST, "its result is no line that anybody understands",
                        Duration.ZERO);
        };
    }

    private static Exchange.Broken notSent(String why) {
        return new Exchange.Broken(Exchange.Broken.Cause.NOT_SENT, why, Duration.ZERO);
    }

    private static String named(List<String> ids) {
        return " (" + String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())))
                + (ids.size() > NAMED ? ", ..." : "") + ")";
    }
}
