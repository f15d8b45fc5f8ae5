package dev.penstock.engine.alert;

import dev.penstock.engine.alert.AlertBoard.Current;
import dev.penstock.run.Traffic;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.DeadLetters.Waiting;
import dev.penstock.store.RunRow;
import dev.penstock.store.Samples.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at runs: counts what came, asks the rules, and says what is to be told. Has no thread and no clock of its own. Not
/// safe for use by several threads.
///
/// Time counts only while somebody looks. A clock that jumps, a laptop that slept and a process that was stopped for an hour
/// age what was seen by a minute at most.
final class Lookout {
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
    private static final Duration JUDGE_EVERY = Duration.ofSeconds(15);
    private static final Duration ASK_EVERY = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofHours(24);

    private final List<Rule> rules;
    private final Ground ground;
    private final Conditions conditions;
    private final Map<Series.Name, Series> series = new LinkedHashMap<>();
    private final Map<Subject, Ring<Ended>> items = new LinkedHashMap<>();
    private final Set<String> failed = new HashSet<>();
    private Map<Rule, List<Reading>> readings = Map.of();
    private List<Waiting> waiting = List.of();
    private Map<String, Tally> judged = Map.of();
    private Instant last;
    private Duration watched = Duration.ZERO;
    private Duration sinceJudged = Duration.ZERO;
    private @Nullable Duration asked;

    Lookout(List<Rule> rules, Ground ground, Conditions.Keeper keeper, Instant now) {
        this.rules = rules;
        this.ground = ground;
        this.last = now;
        this.conditions = new Conditions(keeper, rules,
                guarded("alerts of before", () -> ground.log().open(), List.of()), now);
    }

    /// @param atOnce whether the rules are asked although it is not time yet
    /// @return what is to be told
    List<Alert> look(Collection<Watch> watches, Instant now, boolean atOnce) {
        var passed = passed(now);
        last = now;
        watched = watched.plus(passed);
        sinceJudged = sinceJudged.plus(passed);
        var runs = new ArrayList<Moment>();
        for (var watch : watches) {
            var moment = watch.moment(passed);
            runs.add(moment);
            count(watch, moment);
        }
        if (!atOnce && sinceJudged.compareTo(JUDGE_EVERY) < 0) {
            return List.of();
        }
        return judge(runs, now);
    }

    /// Somebody goes on with a run.
    ///
    /// @return what is to be told
    List<Alert> takenUp(String run, Instant now) {
        return conditions.takenUp(run, now);
    }

    /// What a rule sees right now.
    List<Current> current(String rule) {
        return readings.entrySet()
                .stream()
                .filter(entry -> entry.getKey().name().equals(rule))
                .flatMap(entry -> entry.getValue().stream())
                .map(reading -> new Current(reading.subject(), reading.figure(), reading.enough(), reading.items()))
                .toList();
    }

    private void count(Watch watch, Moment moment) {
        var run = watch.run();
        watch.newCalls().forEach((line, traffic) -> {
            if (traffic.calls() > 0) {
                var name = new Series.Name(subject(run, line), line.promptVersion());
                series.computeIfAbsent(name, _ -> new Series(name, ground)).add(watched, traffic);
            }
        });
        var ended = watch.newlyEnded(moment.vitals());
        if (ended.finished() > 0) {
            items.computeIfAbsent(moment.task(), _ -> new Ring<>(Ended.NONE, Ended::plus)).add(watched, ended);
        }
    }

    private static Subject subject(RunRow run, Traffic.Line line) {
        return new Subject(run.task(), null, line.endpoint(), line.model(), run.simulated());
    }

    private List<Alert> judge(List<Moment> runs, Instant now) {
        var time = sinceJudged;
        sinceJudged = Duration.ZERO;
        var picture = picture(runs, now);
        var read = new LinkedHashMap<Rule, List<Reading>>();
        rules.forEach(rule -> read.put(rule, guarded("rule " + rule.name(), () -> rule.read(picture), List.of())));
        readings = read;
        return conditions.update(picture, time, read);
    }

    private Picture picture(List<Moment> runs, Instant now) {
        if (asked == null || watched.minus(asked).compareTo(ASK_EVERY) >= 0) {
            asked = watched;
            waiting = guarded("open dead letters", ground::waiting, List.of());
            judged = guarded("verdicts on samples", () -> ground.judgedSince(now.minus(DAY)), Map.of());
        }
        series.values().removeIf(one -> one.isOver(watched));
        items.values().removeIf(ring -> ring.over(watched, Picture.FIFTEEN).finished() == 0);
        var calls = series.entrySet()
                .stream()
                .flatMap(one -> guarded("what calls were like", () -> Stream.of(
                        one.getValue().calls(now, watched, atWork(runs, one.getKey().subject()))), Stream.empty()))
                .toList();
        var ended = items.entrySet()
                .stream()
                .map(one -> new Picture.Items(one.getKey(), atWork(runs, one.getKey()),
                        one.getValue().over(watched, Picture.FIFTEEN)))
                .toList();
        return new Picture(now, runs, calls, ended, waiting, judged);
    }

    private static boolean atWork(List<Moment> runs, Subject subject) {
        return runs.stream().anyMatch(run -> run.atWork() && run.run().task().equals(subject.task()));
    }

    private Duration passed(Instant now) {
        var gap = Duration.between(last, now);
        return gap.isNegative() ? Duration.ZERO : gap.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : gap;
    }

    /// What fails is said once, and done without.
    private <T> T guarded(String what, Supplier<T> look, T otherwise) {
        try {
            return look.get();
        } catch (RuntimeException e) {
            if (failed.add(what)) {
                LOG.error("alerts go on without: {}", what, e);
            }
            return otherwise;
        }
    }
}
