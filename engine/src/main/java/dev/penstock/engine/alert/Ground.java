package dev.penstock.engine.alert;

import dev.penstock.store.AlertLog;
import dev.penstock.store.DeadLetters.Waiting;
import dev.penstock.store.Samples.Tally;
import dev.penstock.store.Usual;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What rules need to know beyond the runs at work. Its methods may throw: alerts go on without.
public interface Ground {
    AlertLog log();

    /// Dead letters that wait for a person.
    List<Waiting> waiting();

    /// Samples that people judged since a time, by task.
    Map<String, Tally> judgedSince(Instant time);

    /// What calls were like.
    Usual usual(Usual.Of of);
}
