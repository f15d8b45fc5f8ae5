package dev.penstock.engine;

import dev.penstock.engine.alert.Ground;
import dev.penstock.store.AlertLog;
import dev.penstock.store.DeadLetters.Waiting;
import dev.penstock.store.Samples.Tally;
import dev.penstock.store.Store;
import dev.penstock.store.Usual;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What alerts read of the stores of an engine.
record AlertGround(Store store, SampleStore samples) implements Ground {
    @Override
    public AlertLog log() {
        return store.alerts();
    }

    @Override
    public List<Waiting> waiting() {
        return store.deadLetters().waiting();
    }

    @Override
    public Map<String, Tally> judgedSince(Instant time) {
        return samples.existing().map(open -> open.judgedSince(time)).orElse(Map.of());
    }

    @Override
    public Usual usual(Usual.Of of) {
        return store.ledger().usual(of);
    }
}
