package dev.penstock.engine.alert;

import dev.penstock.limit.Limiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// What was seen of one run: how it stands, and how it stood in the last minutes. Not safe for use by several threads.
///
/// Time counts only while somebody looks. A clock that jumps, a laptop that slept and a process that was stopped for an hour
/// age what was seen by a minute at most, and make no hour of silence.
final class History {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration GRAIN = Duration.ofSeconds(10);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
    /// Longer than any pause that Penstock chooses by itself.
    private static final Duration KNOWN_PAUSE = Duration.ofMinutes(1);

    private final Deque<Seen> seen = new ArrayDeque<>();
    private Moment now;
    private Duration watched = Duration.ZERO;
    private Duration idle = Duration.ZERO;

    private record Seen(Duration watched, Moment moment) {}

    /// @param first what the work begins with
    History(Moment first) {
        this.now = first;
        seen.add(new Seen(watched, first));
    }

    void add(Moment moment) {
        var passed = passed(moment);
        watched = watched.plus(passed);
        if (moment.progress().finished() != now.progress().finished() || moment.progress().pending() == 0) {
            idle = Duration.ZERO;
        } else if (!waitsKnowingly(moment.endpoint())) {
            idle = idle.plus(passed);
        }
        now = moment;
        if (watched.minus(seen.getLast().watched()).compareTo(GRAIN) >= 0) {
            seen.add(new Seen(watched, moment));
        }
        while (seen.size() > 1 && isOld(second(), LONGEST)) {
            seen.removeFirst();
        }
    }

    Moment now() {
        return now;
    }

    /// How it stood that long ago, or at the first look.
    ///
    /// @param time at most fifteen minutes
    Moment before(Duration time) {
        var then = seen.getFirst();
        for (var one : seen) {
            if (isOld(one, time)) {
                then = one;
            }
        }
        return then.moment();
    }

    /// How long nothing finished although something is pending. While the provider has asked for a long pause, the count rests.
    Duration idle() {
        return idle;
    }

    /// The provider, or a quota, has named a time.
    private static boolean waitsKnowingly(Limiter.State endpoint) {
        return endpoint.pausedFor().compareTo(KNOWN_PAUSE) > 0
                || endpoint.traffic().heldBackFor().compareTo(KNOWN_PAUSE) > 0;
    }

    private Duration passed(Moment moment) {
        var gap = Duration.between(now.at(), moment.at());
        return gap.isNegative() ? Duration.ZERO : gap.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : gap;
    }

    private boolean isOld(Seen one, Duration time) {
        return watched.minus(one.watched()).compareTo(time) >= 0;
    }

    private Seen second() {
        var all = seen.iterator();
        all.next();
        return all.next();
    }
}
