package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.DeadLetters.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/// A dead letter waits for a person, and nobody came.
///
/// @param after how long that is nothing to speak of
record ReviewBacklog(Duration after) implements Rule {
    static final String NAME = "review-backlog";
    static final Duration AFTER = Duration.ofHours(24);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.INFO;
    }

    @Override
    public Duration lasting() {
        return Duration.ofMinutes(10);
    }

    @Override
    public String when() {
        return "the oldest open dead letter waits for over " + Words.time(after) + ", for 10 min";
    }

    @Override
    public List<Reading> read(Picture picture) {
        var tasks = new TreeMap<String, Waiting>();
        picture.waiting().forEach(waiting -> tasks.merge(waiting.task(), waiting, ReviewBacklog::together));
        return tasks.values().stream().map(waiting -> read(picture, waiting)).toList();
    }

    private Reading read(Picture picture, Waiting waiting) {
        var age = Duration.between(waiting.oldest(), picture.at());
        return Reading.measured(new Subject(waiting.task(), null, null, null, false),
                new Figure(age.toSeconds(), after.toSeconds(), waiting.count()), age.compareTo(after) > 0,
                "the oldest of " + Words.count(waiting.count(), "open dead letter", "open dead letters")
                        + " waits for " + Words.time(age) + " (limit " + Words.time(after) + ")",
                "penstock dead-letters list --task " + waiting.task());
    }

    private static Waiting together(Waiting one, Waiting other) {
        return new Waiting(one.task(), one.reason(), one.count() + other.count(),
                one.oldest().isBefore(other.oldest()) ? one.oldest() : other.oldest());
    }
}
