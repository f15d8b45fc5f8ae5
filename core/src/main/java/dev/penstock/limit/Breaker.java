package dev.penstock.limit;

import dev.penstock.limit.Grant.Probe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Stops calls to an endpoint that fails for most of them, and finds out with one call at a time when it works again. The
/// caller holds the lock.
final class Breaker {
    /// A call that did not fail within this time has passed, for all that is known: failures come fast.
    static final Duration GROWN = Duration.ofSeconds(2);
    static final double FIRST_OPEN_SECONDS = 2;
    static final double LONGEST_OPEN_SECONDS = 15;
    private static final double LONGER = 1.7;
    private static final int PROBES_TO_CLOSE = 2;
    /// One hanging call must not keep a healthy endpoint shut until it times out.
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(10);

    private final FailureWindow window = new FailureWindow();
    private final Deque<Grant> inFlight = new ArrayDeque<>();
    private boolean open;
    private long openSince;
    private @Nullable Grant probe;
    private int goodProbes;
    private double openSeconds = FIRST_OPEN_SECONDS;

    /// Open or half open: only probes are let through.
    boolean isOpen() {
        return open;
    }

    /// How long nobody else may go, in nanoseconds: a probe is out. It usually ends before; zero when none is.
    long probingFor(long now) {
        return !open || probe == null ? 0 : Math.max(0, probe.at() + PROBE_PATIENCE.toNanos() - now);
    }

    /// When it opened, in monotonic nanoseconds; it has not closed since.
    long openSince() {
        return openSince;
    }

    /// How long it stays open now, before the next probe.
    double openSeconds() {
        return openSeconds;
    }

    /// Whether the endpoint fails for a good part of its callers, so that the failure of this call says little about it.
    boolean sick(Grant grant) {
        return open || grant.isProbe() || window.sick();
    }

    void sent(Grant grant) {
        inFlight.addLast(grant);
        if (grant.probe() == Probe.BREAKER) {
            probe = grant;
        }
    }

    void advance(long now) {
        while (!inFlight.isEmpty() && now - inFlight.getFirst().at() >= GROWN.toNanos()) {
            var grant = inFlight.removeFirst();
            if (grant.young()) {
                grant.grown();
                window.add(false);
            }
        }
    }

    /// The call is no longer in flight.
    ///
    /// @return whether nothing was known of it until now
    boolean ended(Grant grant) {
        if (grant.equals(probe)) {
            probe = null;
        }
        var wasYoung = grant.young();
        grant.grown();
        return wasYoung;
    }

    /// @param wasYoung what [#ended] said
    /// @return whether it closes now
    boolean passed(Grant grant, boolean wasYoung) {
        if (wasYoung) {
            window.add(false);
        } else {
            window.passed();
        }
        return open && grant.probe() == Probe.BREAKER && ++goodProbes >= PROBES_TO_CLOSE && close();
    }

    /// @return whether it opens now, or stays open for longer
    boolean failed(long now, Grant grant) {
        if (!grant.estimate().suspect()) {
            window.add(true);
        }
        return open ? failedAgain(now, grant) : window.tripped(0) && window.tripped(outlived(grant)) && open(now);
    }

    /// A timeout says little: the call may just have been long. But a probe has to pass.
    ///
    /// @return whether it stays open for longer
    boolean timedOut(long now, Grant grant) {
        return open && failedAgain(now, grant);
    }

    /// Failures come fast and successes slowly: when many calls start at once, a window is all failures. So young calls that
    /// were sent before this one, and have not failed yet, count as passed.
    private int outlived(Grant grant) {
        int count = 0;
        for (var other : inFlight) {
            if (other.at() > grant.at()) {
                break;
            }
            count += other.young() ? 1 : 0;
        }
        return count;
    }

    private boolean failedAgain(long now, Grant grant) {
        if (grant.probe() != Probe.BREAKER) {
            return false;
        }
        openSeconds = Math.min(LONGEST_OPEN_SECONDS, LONGER * openSeconds);
        return open(now);
    }

    private boolean open(long now) {
        openSince = open ? openSince : now;
        open = true;
        goodProbes = 0;
        return true;
    }

    private boolean close() {
        open = false;
        openSeconds = FIRST_OPEN_SECONDS;
        window.clear();
        return true;
    }
}
