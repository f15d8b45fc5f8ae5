package dev.penstock.engine.alert;

import dev.penstock.store.RunStatus;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Nothing can succeed at the endpoint until a person acts: key, account, quota, model.
record EndpointHalted() implements Rule {
    static final String NAME = "endpoint-halted";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.CRITICAL;
    }

    @Override
    public Set<String> silences() {
        return Set.of(DeadLetterShare.NAME, NoProgress.NAME);
    }

    @Override
    public Optional<Finding> judge(History history) {
        var now = history.now();
        return Optional.ofNullable(why(now)).map(why -> {
            long pending = now.progress().pending();
            return new Finding(1, Alert.Figure.happened(now.progress().finished()),
                    "halted by " + why + "; " + Words.items(pending) + " pending",
                    Words.resume(now.run()));
        });
    }

    private static @Nullable String why(Moment now) {
        boolean halted = now.status() == RunStatus.HALTED && !now.atTheWall();
        if (now.endpoint().halted() && now.progress().pending() > 0 && (halted || now.atWork())) {
            return now.run().endpoint() + ": " + now.endpoint().why();
        }
        return halted ? now.why() : null;
    }
}
