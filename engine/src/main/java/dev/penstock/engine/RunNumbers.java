package dev.penstock.engine;

import dev.penstock.store.Answerer;
import dev.penstock.store.RunTotals;
import dev.penstock.store.Samples;
import java.util.List;

/// A run in numbers, recomputed from the store: what its report says.
///
/// @param answerers the models that were asked, in the order they were first asked
/// @param samples what was kept of it, and how it was judged
public record RunNumbers(RunTotals totals, List<Answerer> answerers, Samples.Tally samples) {
    public RunNumbers {
        answerers = List.copyOf(answerers);
    }
}
