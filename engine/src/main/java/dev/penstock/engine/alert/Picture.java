package dev.penstock.engine.alert;

import dev.penstock.run.Traffic;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.DeadLetters.Waiting;
import dev.penstock.store.Samples.Tally;
import dev.penstock.store.Usual;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is seen at one moment: all that rules look at.
///
/// @param runs those at work, and one that ends at this moment
/// @param calls by task, endpoint, model and prompt version
/// @param items by task and endpoint
/// @param waiting dead letters that wait for a person
/// @param judged samples that people judged in the last day, by task
record Picture(Instant at, List<Moment> runs, List<Calls> calls, List<Items> items, List<Waiting> waiting,
        Map<String, Tally> judged) {
    static final Duration TEN = Duration.ofMinutes(10);
    static final Duration FIFTEEN = Duration.ofMinutes(15);

    Picture {
        runs = List.copyOf(runs);
        calls = List.copyOf(calls);
        items = List.copyOf(items);
        waiting = List.copyOf(waiting);
        judged = Map.copyOf(judged);
    }

    /// Calls of the last minutes, and what such calls were like before.
    ///
    /// @param atWork whether a run of the task is at work
    /// @param ten those of ten minutes
    /// @param fifteen those of fifteen minutes
    /// @param before the day before these fifteen minutes, whatever the prompt version
    /// @param otherVersions the last day of the task's other prompt versions
    record Calls(Subject subject, String promptVersion, boolean atWork, Traffic ten, Traffic fifteen, Usual before,
            Usual otherVersions) {}

    /// Items that ended in the last fifteen minutes.
    record Items(Subject subject, boolean atWork, Ended ended) {}

    /// Calls by task, endpoint and model, whatever the prompt version.
    List<Calls> models() {
        var models = new LinkedHashMap<Subject, Calls>();
        calls.forEach(one -> models.merge(one.subject(), one, Picture::together));
        return List.copyOf(models.values());
    }

    /// Whether a run of the task is at work.
    boolean atWork(String task) {
        return runs.stream().anyMatch(moment -> moment.atWork() && moment.run().task().equals(task));
    }

    /// The runs of a task that end at this moment.
    boolean ends(String task) {
        return runs.stream().anyMatch(moment -> !moment.atWork() && moment.run().task().equals(task));
    }

    private static Calls together(Calls one, Calls other) {
        return new Calls(one.subject(), one.promptVersion(), one.atWork() || other.atWork(),
                one.ten().plus(other.ten()), one.fifteen().plus(other.fifteen()), one.before(), one.otherVersions());
    }
}
