package dev.penstock.engine.alert;

import dev.penstock.run.Traffic;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.Usual;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The calls of a task to one model with one prompt version. Not safe for use by several threads.
final class Series {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration REFRESH = Duration.ofMinutes(1);

    private final Name name;
    private final Ground ground;
    private final Ring<Traffic> ring = new Ring<>(Traffic.NONE, Traffic::plus);
    private Usual before = Usual.UNKNOWN;
    private Usual otherVersions = Usual.UNKNOWN;
    private Duration asked = REFRESH.negated();

    /// Which calls.
    record Name(Subject subject, String promptVersion) {}

    Series(Name name, Ground ground) {
        this.name = name;
        this.ground = ground;
    }

    void add(Duration watched, Traffic traffic) {
        ring.add(watched, traffic);
    }

    /// Whether nothing is left of it.
    boolean isOver(Duration watched) {
        return ring.over(watched, Picture.FIFTEEN).calls() == 0;
    }

    Picture.Calls calls(Instant now, Duration watched, boolean atWork) {
        if (watched.minus(asked).compareTo(REFRESH) >= 0) {
            asked = watched;
            ask(now);
        }
        return new Picture.Calls(name.subject(), name.promptVersion(), atWork, ring.over(watched, Picture.TEN),
                ring.over(watched, Picture.FIFTEEN), before, otherVersions);
    }

    private void ask(Instant now) {
        before = ground.usual(of(now, now.minus(Picture.FIFTEEN), null));
        otherVersions = ground.usual(of(now, now, name.promptVersion()));
    }

    private Usual.Of of(Instant now, Instant to, @Nullable String without) {
        var subject = name.subject();
        var endpoint = subject.endpoint();
        var model = subject.model();
        return new Usual.Of(subject.task(), endpoint == null ? "" : endpoint, model == null ? "" : model, without,
                now.minus(DAY), to);
    }
}
