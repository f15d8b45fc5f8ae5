package dev.penstock.engine;

import dev.penstock.engine.signal.Signals;
import dev.penstock.store.Journal.Pin;
import dev.penstock.store.RunRow;
import dev.penstock.store.Signature;
import dev.penstock.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Puts dead letters back to work: those that are still open and whose line is a record.
record Reopening(Store store, Signals signals) {
    /// @param ids of dead letters; null for all of the run that are open
    /// @return what the operator should know, one sentence each
    List<String> reopen(RunRow run, @Nullable Set<String> ids, @Nullable Pin pin, Signature by) {
        var seqs = new ArrayList<Long>();
        var unusable = new AtomicInteger();
        store.deadLetters().forEachOpen(run.id(), letter -> {
            if (ids != null && !ids.contains(letter.id())) {
                return;
            }
            if (letter.reason().equals(Engine.UNUSABLE)) {
                unusable.incrementAndGet();
            } else {
                seqs.add(letter.item().seq());
            }
        });
        int asked = store.journal().reopen(run.id(), seqs, pin, by);
        signals.reviewed(run.task(), "retry", asked);
        var warnings = warnings(ids == null ? asked + unusable.get() : ids.size(), asked, unusable.get());
        if (asked == 0) {
            warnings.add("no dead letter of " + run.id() + " waits for an answer: nothing was asked again");
        }
        return warnings;
    }

    private static List<String> warnings(int wanted, int asked, int unusable) {
        var warnings = new ArrayList<String>();
        if (unusable > 0) {
            warnings.add(
                    unusable + " dead letters are lines that are no usable record; mend the input and run it again");
        }
        if (asked + unusable < wanted) {
            warnings.add((wanted - asked - unusable) + " of " + wanted
                    + " dead letters were decided by somebody else meanwhile; they are left alone");
        }
        return warnings;
    }
}
