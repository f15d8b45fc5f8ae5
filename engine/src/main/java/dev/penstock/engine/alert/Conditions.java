package dev.penstock.engine.alert;

import dev.penstock.engine.alert.Condition.Step;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.AlertRow.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All matters that are pending or firing, and what of them is told. Not safe for use by several threads.
final class Conditions {
    /// How long a run that ended explains what is still seen of it.
    private static final Duration EXPLAINS = Duration.ofMinutes(20);

    private final Keeper keeper;
    private final Map<String, Condition> conditions = new LinkedHashMap<>();

    /// Keeps alerts where they survive a restart.
    interface Keeper {
        void keep(AlertRow alert);

        void drop(AlertRow alert);
    }

    /// @param left what an earlier engine left open
    Conditions(Keeper keeper, List<Rule> rules, List<AlertRow> left, Instant now) {
        this.keeper = keeper;
        for (var row : left) {
            var rule = rules.stream().filter(one -> one.name().equals(row.rule())).findFirst();
            if (rule.isPresent() && row.state() == State.FIRING) {
                conditions.put(row.fingerprint(), Condition.restored(rule.get(), row, now));
            } else {
                close(row, now);
            }
        }
    }

    /// One look.
    ///
    /// @param picture what was looked at
    /// @param passed watched time since the last look
    /// @param readings of every rule
    /// @return what is told now
    List<Alert> update(Picture picture, Duration passed, Map<Rule, List<Reading>> readings) {
        var told = new ArrayList<Alert>();
        var seen = new HashSet<String>();
        readings.forEach((rule, all) -> all.forEach(reading -> {
            seen.add(Condition.fingerprint(rule, reading.subject()));
            update(rule, reading, picture, passed, readings, told);
        }));
        unseen(seen, picture.at(), passed, told);
        return told;
    }

    /// What stood until somebody would go on with a run is over.
    ///
    /// @return what is told now
    List<Alert> takenUp(String run, Instant now) {
        var told = new ArrayList<Alert>();
        for (var entry : List.copyOf(conditions.entrySet())) {
            if (run.equals(entry.getValue().row().subject().run())) {
                settle(entry.getKey(), entry.getValue(), entry.getValue().takenUp(now), told);
            }
        }
        return told;
    }

    private void update(Rule rule, Reading reading, Picture picture, Duration passed,
            Map<Rule, List<Reading>> readings, List<Alert> told) {
        var key = Condition.fingerprint(rule, reading.subject());
        var condition = conditions.get(key);
        if (condition == null && !reading.over()) {
            return;
        }
        boolean first = condition == null;
        if (condition == null) {
            condition = Condition.seen(rule, reading, picture.at());
            conditions.put(key, condition);
        }
        boolean wasStanding = condition.firing() && condition.stands();
        var time = first ? Duration.ZERO : passed;
        var step = switch (reading.verdict()) {
            case OVER -> condition.over(reading, picture.at(), time,
                    silenced(rule, reading.subject(), readings, picture.at()), atOnce(rule, reading, picture));
            case NEAR -> condition.near(time);
            case QUIET -> condition.quiet(picture.at(), time);
        };
        settle(key, condition, step, told);
        if (step == Step.TELL_OVER && wasStanding && reading.over()) {
            update(rule, reading, picture, passed, readings, told); // the wall is gone, and most of the new money too
        }
    }

    private void unseen(Set<String> seen, Instant now, Duration passed, List<Alert> told) {
        for (var entry : List.copyOf(conditions.entrySet())) {
            if (!seen.contains(entry.getKey())) {
                settle(entry.getKey(), entry.getValue(), entry.getValue().unseen(now, passed), told);
            }
        }
    }

    private void settle(String key, Condition condition, Step step, List<Alert> told) {
        switch (step) {
            case NOTHING -> keeper.keep(condition.row());
            case TELL -> {
                keeper.keep(condition.row());
                told.add(condition.alert());
            }
            case TELL_OVER -> {
                conditions.remove(key);
                keeper.keep(condition.row());
                told.add(condition.alert());
            }
            case CLOSE -> {
                conditions.remove(key);
                close(condition.row(), condition.row().times().seen());
            }
        }
    }

    private void close(AlertRow row, Instant now) {
        if (row.times().fired() == null) {
            keeper.drop(row);
            return;
        }
        var times = row.times();
        keeper.keep(new AlertRow(row.fingerprint(), row.rule(), row.severity(), row.subject(), State.RESOLVED,
                new AlertRow.Times(times.since(), times.fired(), times.seen(), times.told(), now), row.level(),
                row.figure(), row.summary(), row.next()));
    }

    private static boolean atOnce(Rule rule, Reading reading, Picture picture) {
        var task = reading.subject().task();
        return rule.firesAtTheEnd() && picture.ends(task) && !picture.atWork(task);
    }

    /// By what is seen now, or by a run that ended a moment ago.
    private boolean silenced(Rule rule, Subject subject, Map<Rule, List<Reading>> readings, Instant now) {
        boolean bySight = readings.entrySet()
                .stream()
                .anyMatch(entry -> entry.getValue()
                        .stream()
                        .anyMatch(reading -> reading.over()
                                && entry.getKey().silences(reading.subject(), rule.name(), subject)));
        return bySight || conditions.values()
                .stream()
                .anyMatch(other -> other.firing() && other.stands()
                        && other.row().times().seen().plus(EXPLAINS).isAfter(now)
                        && other.rule().silences(other.row().subject(), rule.name(), subject));
    }
}
