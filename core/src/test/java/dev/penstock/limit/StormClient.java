package dev.penstock.limit;

import dev.penstock.item.Failure;
import dev.penstock.provider.Reply;
import dev.penstock.retry.Decision;
import dev.penstock.retry.RetryPolicy;
import dev.penstock.retry.Tries;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Bulk and interactive callers of one endpoint in virtual time: the controller and the retry policy are the real ones, what
/// is around them (queues, dispatcher) is as simple as can be.
final class StormClient {
    private static final double PATIENCE_SECONDS = 60;
    private static final int INTERACTIVE_TRIES = 4;

    final EndpointState state;
    final StormItems items;
    /// When each item ended, in order.
    final List<Double> done = new ArrayList<>();
    /// Seconds each interactive caller waited before the call that succeeded; infinite when none did.
    final List<Double> interactiveWaits = new ArrayList<>();
    long usefulOutput;
    long interactiveOutput;
    int lost;
    int sent;
    Runnable afterEvent = () -> {};
    ControllerTrace trace = new ControllerTrace();

    private final VirtualTime time;
    private final StormServer server;
    private final Random random;
    private final RetryPolicy policy = new RetryPolicy(4, Duration.ofMinutes(30), 1);
    private final Tried[] tried;
    private final PriorityQueue<Due> later = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final Deque<Integer> parked = new ArrayDeque<>();
    private final Deque<Caller> waiting = new ArrayDeque<>();
    private int fresh;
    private int next = -1;
    private double unpaidAt;
    private int room;
    private long wakeAt = Long.MAX_VALUE;

    private record Due(long at, int item) {}

    /// What has been tried for one item; the way `run.Pursuit` counts.
    private static final class Tried {
        private int counted;
        private boolean failedBefore;
        private int pushedBack;
        private int singledOut;
        private long passedAtLastPushBack = Long.MAX_VALUE;
        private int calls;
        private long startedAt = -1;
        private Duration downtimeAtStart = Duration.ZERO;
    }

    /// Somebody in front of a screen.
    private static final class Caller {
        private final double arrived;
        private final int input;
        private final int output;
        private final double slowness;
        private int failures;

        Caller(double arrived, Random random) {
            this.arrived = arrived;
            double z = random.nextGaussian();
            this.output = (int) Math.clamp(Math.exp(Math.log(200) + 0.6 * z), 5, 2_000);
            this.input = (int) Math.exp(Math.log(1_500) + 0.4 * random.nextGaussian());
            this.slowness = 0.6 * random.nextGaussian() + 0.8 * z;
        }
    }

    StormClient(VirtualTime time, StormServer server, StormItems items, Limits limits, long seed) {
        this.time = time;
        this.server = server;
        this.items = items;
        this.random = new Random(seed * 31 + 5);
        this.state = new EndpointState(limits, new Random(seed * 37 + 11), time.nanos());
        this.tried = new Tried[items.count];
        Arrays.setAll(tried, _ -> new Tried());
    }

    boolean finished() {
        return done.size() + lost == items.count;
    }

    int parked() {
        return parked.size();
    }

    /// Items that are in none of the places where an item can be, or in several.
    int unaccounted() {
        var bulkInFlight = state.inFlight() - interactiveInFlight;
        int known = done.size() + lost + later.size() + parked.size() + bulkInFlight + (items.count - fresh)
                + (next >= 0 ? 1 : 0);
        return items.count - known;
    }

    private int interactiveInFlight;

    /// Callers come at random from now on.
    void callers(double perSecond) {
        time.after(-Math.log(1 - random.nextDouble()) / perSecond, () -> {
            waiting.addLast(new Caller(time.seconds(), random));
            pump();
            callers(perSecond);
        });
    }

    void pump() {
        while (true) {
            dropImpatient();
            if (waiting.isEmpty() && !hasNext()) {
                return;
            }
            var caller = waiting.peekFirst();
            var estimate = caller == null
                    ? new Estimate("bulk", Math.round(items.estimatedInput[next]), items.maxOutputTokens,
                            tried[next].failedBefore)
                    : new Estimate("chat", caller.input, 4_096, caller.failures > 0);
            switch (admit(caller == null ? Lane.BULK : Lane.INTERACTIVE, estimate)) {
                case Admission.Granted(var grant) -> {
                    if (caller == null) {
                        send(grant);
                    } else {
                        waiting.removeFirst();
                        send(grant, caller);
                    }
                }
                case Admission.After(var nanos) -> {
                    wake(time.nanos() + nanos);
                    return;
                }
                case Admission.OnChange(),Admission.Halted _ -> {
                    return;
                }
            }
        }
    }

    private Admission admit(Lane lane, Estimate estimate) {
        var admission = state.admit(time.nanos(), lane, estimate);
        trace.admitted(time.nanos(), lane, estimate, admission, state);
        return admission;
    }

    private boolean settle(Grant grant, StormServer.Response response) {
        var sick = state.settle(time.nanos(), grant, response.reply(), response.quota());
        trace.settled(time.nanos(), response.reply(), sick, state);
        return sick;
    }

    private void wake(long at) {
        if (at < wakeAt) {
            wakeAt = at;
            time.at(at, () -> {
                if (wakeAt == at) {
                    wakeAt = Long.MAX_VALUE;
                }
                pump();
                afterEvent.run();
            });
        }
    }

    private void dropImpatient() {
        while (!waiting.isEmpty() && time.seconds() - waiting.getFirst().arrived > PATIENCE_SECONDS) {
            waiting.removeFirst();
            interactiveWaits.add(Double.POSITIVE_INFINITY);
        }
    }

    /// The order of `run.Dispatcher`: due, parked and paid for, fresh, parked and unpaid: one
    /// for each that ended, or once a second.
    private boolean hasNext() {
        if (next >= 0) {
            return true;
        }
        if (!later.isEmpty() && later.peek().at() <= time.nanos()) {
            next = later.remove().item();
        } else if (!parked.isEmpty() && state.retries().payForParked()) {
            next = parked.removeFirst();
        } else if (fresh < items.count) {
            next = fresh++;
        } else if (!parked.isEmpty()) {
            takeUnpaid();
        }
        if (next < 0 && !later.isEmpty()) {
            wake(later.peek().at());
        }
        return next >= 0;
    }

    private void takeUnpaid() {
        if (room > 0) {
            room--;
            state.retries().unpark(1);
            next = parked.removeFirst();
        } else if (time.seconds() >= unpaidAt) {
            unpaidAt = time.seconds() + 1;
            state.retries().unpark(1);
            next = parked.removeFirst();
        } else {
            wake(Math.round(unpaidAt * 1e9) + 1);
        }
    }

    private void send(Grant grant) {
        int item = next;
        next = -1;
        sent++;
        var before = tried[item];
        if (before.calls++ == 0) {
            before.startedAt = time.nanos();
            before.downtimeAtStart = state.downtime(time.nanos());
        }
        double slowness = before.calls == 1 ? items.slowness[item] : items.slownessOfRetry(item);
        server.call(items.input[item], items.output[item], slowness, response -> {
            var sick = settle(grant, response);
            concluded(item, response.reply(), sick);
            pump();
            afterEvent.run();
        });
    }

    private void concluded(int item, Reply reply, boolean sick) {
        if (reply instanceof Reply.Failed(var failure, _, _, _)) {
            failed(item, failure, sick);
        } else {
            usefulOutput += items.output[item];
            done.add(time.seconds());
            room += fresh == items.count && !parked.isEmpty() ? 1 : 0;
        }
        if (finished()) {
            time.stop();
        }
    }

    private void failed(int item, Failure failure, boolean sick) {
        var paid = switch (failure) {
            case Failure.ServerError _,Failure.ConnectionFailed _,Failure.TimedOut _ -> true;
            default -> false;
        };
        switch (policy.decide(failure, tries(tried[item], paid, sick), random.nextDouble())) {
            case Decision.Again(var after) -> again(item, after, paid);
            case Decision.Halt() -> later.add(new Due(Long.MAX_VALUE, item));
            case Decision.DeadLetter(),Decision.Repair(),Decision.LargerCap() -> lost++;
        }
    }

    private void again(int item, Duration after, boolean paid) {
        if (paid && !state.retries().payOrPark()) {
            parked.addLast(item);
            return;
        }
        var due = time.nanos() + after.toNanos();
        later.add(new Due(due, item));
        time.at(due, () -> {
            pump();
            afterEvent.run();
        });
    }

    private Tries tries(Tried tried, boolean paid, boolean sick) {
        if (paid) {
            tried.pushedBack = 0;
            tried.failedBefore = true;
            tried.counted += sick ? 0 : 1;
        } else {
            tried.pushedBack++;
            tried.singledOut += state.passed() > tried.passedAtLastPushBack + 1 ? 1 : 0;
            tried.passedAtLastPushBack = state.passed();
        }
        var down = state.downtime(time.nanos()).minus(tried.downtimeAtStart);
        var pause = state.pause(time.nanos());
        return new Tries(tried.counted, tried.pushedBack, tried.singledOut, 0, false, false, sick,
                Duration.ofNanos(time.nanos() - tried.startedAt).minus(down), pause.isZero() ? null : pause);
    }

    private void send(Grant grant, Caller caller) {
        interactiveInFlight++;
        double waited = time.seconds() - caller.arrived;
        server.call(caller.input, caller.output, caller.slowness, response -> {
            interactiveInFlight--;
            settle(grant, response);
            concluded(caller, response.reply(), waited);
            pump();
            afterEvent.run();
        });
    }

    private void concluded(Caller caller, Reply reply, double waited) {
        @Nullable
        Failure failure = reply instanceof Reply.Failed failed ? failed.failure() : null;
        if (failure == null) {
            interactiveWaits.add(waited);
            interactiveOutput += caller.output;
        } else if (failure instanceof Failure.RateLimited || failure instanceof Failure.Overloaded
                || ++caller.failures < INTERACTIVE_TRIES) {
            waiting.addFirst(caller);
        } else {
            interactiveWaits.add(Double.POSITIVE_INFINITY);
        }
    }
}
