package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.AlertRow.Times;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One matter from its first sign to its end: pending, firing, resolved. Not safe for use by several threads.
///
/// Durations count time that was watched, so a clock that jumps neither fires nor resolves anything.
final class Condition {
    /// How long all must be well before it is over.
    static final Duration CALM = Duration.ofMinutes(10);
    /// How often it is told while it goes on.
    static final Duration REPEAT = Duration.ofHours(4);
    /// How long one stands that nobody takes up.
    static final Duration STANDS = Duration.ofHours(24);
    /// One that was not seen for longer than this is closed without a word.
    static final Duration FORGOTTEN = Duration.ofHours(1);

    private static final int FINGERPRINT_BYTES = 8;

    private final Rule rule;
    private AlertRow row;
    private List<String> items = List.of();
    private Duration over = Duration.ZERO;
    private Duration calm = Duration.ZERO;
    private Duration sinceTold = Duration.ZERO;
    private int toldLevel;

    private Condition(Rule rule, AlertRow row) {
        this.rule = rule;
        this.row = row;
    }

    /// The first sign.
    static Condition seen(Rule rule, Reading reading, Instant now) {
        return new Condition(rule, row(rule, reading, State.PENDING, new Times(now, null, now, null, null)));
    }

    /// One that an earlier engine left.
    static Condition restored(Rule rule, AlertRow row, Instant now) {
        var condition = new Condition(rule, row);
        condition.calm = positive(Duration.between(row.times().seen(), now));
        var told = row.times().told();
        condition.sinceTold = told == null ? Duration.ZERO : positive(Duration.between(told, now));
        condition.toldLevel = row.level();
        return condition;
    }

    /// The same whenever the same matter comes up again.
    static String fingerprint(Rule rule, AlertRow.Subject subject) {
        var name = String.join("\n", rule.name(), subject.task(), text(subject.run()), text(subject.endpoint()),
                text(subject.model()));
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    AlertRow row() {
        return row;
    }

    Rule rule() {
        return rule;
    }

    Alert alert() {
        return new Alert(row, items);
    }

    boolean firing() {
        return row.state() == State.FIRING;
    }

    boolean stands() {
        return rule.stands(row.level());
    }

    /// What became of it by another look.
    enum Step {
        /// Nothing to tell.
        NOTHING,
        /// It fires, got worse or still goes on.
        TELL,
        /// It is over, and somebody should know.
        TELL_OVER,
        /// It is over without a word.
        CLOSE
    }

    /// It is so.
    ///
    /// @param passed watched time since the last look
    /// @param silenced whether another rule has said it
    /// @param atOnce whether it has no time left to last
    Step over(Reading reading, Instant now, Duration passed, boolean silenced, boolean atOnce) {
        if (firing() && stands() && !rule.stands(reading.level())) {
            return resolve(now);
        }
        over = over.plus(passed);
        calm = Duration.ZERO;
        sinceTold = sinceTold.plus(passed);
        items = reading.items();
        var times = row.times();
        row = row(rule, reading, row.state(), new Times(times.since(), times.fired(), now, times.told(), null));
        if (silenced) {
            return Step.NOTHING;
        }
        boolean lasted = over.compareTo(rule.lasting()) >= 0 || atOnce;
        boolean tell = firing()
                ? reading.level() > toldLevel || sinceTold.compareTo(REPEAT) >= 0
                : lasted;
        return tell ? tell(now) : Step.NOTHING;
    }

    /// It does not fire anew, and is not over.
    Step near(Duration passed) {
        calm = Duration.ZERO;
        sinceTold = sinceTold.plus(passed);
        return firing() ? Step.NOTHING : Step.CLOSE;
    }

    /// All is well.
    Step quiet(Instant now, Duration passed) {
        calm = calm.plus(passed);
        sinceTold = sinceTold.plus(passed);
        if (!firing()) {
            return Step.CLOSE;
        }
        return stands() || calm.compareTo(CALM) >= 0 ? resolve(now) : Step.NOTHING;
    }

    /// Nobody looks at its subject any more.
    Step unseen(Instant now, Duration passed) {
        if (firing() && stands()) {
            calm = calm.plus(passed);
            return calm.compareTo(STANDS) >= 0 ? resolve(now) : Step.NOTHING;
        }
        return quiet(now, passed);
    }

    /// Somebody goes on with the run.
    Step takenUp(Instant now) {
        return firing() && stands() ? resolve(now) : Step.NOTHING;
    }

    private Step tell(Instant now) {
        var times = row.times();
        var fired = times.fired() == null ? now : times.fired();
        row = with(State.FIRING, new Times(times.since(), fired, now, now, null));
        toldLevel = row.level();
        sinceTold = Duration.ZERO;
        return Step.TELL;
    }

    private Step resolve(Instant now) {
        boolean forgotten = !stands() && Duration.between(row.times().seen(), now).compareTo(FORGOTTEN) > 0;
        var times = row.times();
        row = with(State.RESOLVED, new Times(times.since(), times.fired(), times.seen(), now, now));
        return forgotten || calm.compareTo(STANDS) >= 0 ? Step.CLOSE : Step.TELL_OVER;
    }

    private AlertRow with(State state, Times times) {
        return new AlertRow(row.fingerprint(), row.rule(), row.severity(), row.subject(), state, times, row.level(),
                row.figure(), row.summary(), row.next());
    }

    private static AlertRow row(Rule rule, Reading reading, State state, Times times) {
        return new AlertRow(fingerprint(rule, reading.subject()), rule.name(), rule.severity().label(),
                reading.subject(), state, times, reading.level(), reading.figure(), reading.summary(), reading.next());
    }

    private static Duration positive(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : part;
    }
}
