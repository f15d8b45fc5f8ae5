package dev.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked.Cause;
import dev.penstock.item.Usage;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.provider.QuotaReading.Level;
import dev.penstock.provider.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointStateTest {
    private static final Estimate CALL = new Estimate("task", 100, 300, false);
    private static final long SECOND = 1_000_000_000L;

    private long now = 5 * SECOND;

    @Test
    void neverLetsMoreThanOneFullBucketAndTheConfiguredRateThrough() {
        var state = state(new Limits(120, null, null, 50));
        int sent = 0;
        for (int minutes = 0; minutes < 3; minutes++) {
            for (long end = now + 60 * SECOND; now < end; now += SECOND / 100) {
                sent += drain(state, 1);
            }
        }

        assertThat(sent).isBetween(3 * 117 + 100, 3 * 120 + 120);
    }

    @Test
    void neverLetsMoreCallsThroughAtOnceThanConfiguredWhoeverAsks() {
        var state = state(new Limits(null, null, null, 3));
        grant(state);
        grant(state);
        grant(state);

        assertThat(state.admit(now, Lane.BULK, CALL)).isEqualTo(new Admission.OnChange());
        assertThat(state.admit(now, Lane.INTERACTIVE, CALL)).isEqualTo(new Admission.OnChange());
    }

    @Test
    void pausesAsLongAsA429AsksAndThenSendsASingleProbe() {
        var state = warm(Limits.none());
        settle(state, grant(state), rateLimited(Duration.ofSeconds(30)));

        assertThat(waitFor(state)).isBetween(30 * SECOND, 30 * SECOND + SECOND / 10);
        now += 31 * SECOND;
        var probe = grant(state);
        assertThat(waitFor(state)).isEqualTo(SECOND);
        now += SECOND / 2;
        settle(state, probe, ok());
        grant(state);
    }

    @Test
    void trustsAProbeThatWasNotRejectedWithinASecond() {
        var state = warm(Limits.none());
        settle(state, grant(state), rateLimited(Duration.ofSeconds(3)));
        now += 4 * SECOND;
        grant(state);
        now += SECOND;

        grant(state);
    }

    @Test
    void aProbeOfAnEarlierPauseSaysNothingAboutThisOne() {
        var state = warm(Limits.none());
        settle(state, grant(state), rateLimited(Duration.ofSeconds(3)));
        now += 4 * SECOND;
        var early = grant(state);
        now += SECOND;
        settle(state, grant(state), rateLimited(Duration.ofSeconds(3)));
        now += 4 * SECOND;
        grant(state);
        settle(state, early, ok());

        assertThat(state.admit(now, Lane.BULK, CALL)).isInstanceOf(Admission.After.class);
    }

    @Test
    void reactsOnceToTheMany429sOfOneEpoch() {
        var state = state(Limits.none());
        var grants = grants(state, 10);
        now += SECOND;
        grants.forEach(grant -> settle(state, grant, rateLimited(Duration.ofSeconds(1))));

        assertThat(state.snapshot(now).allowed()).isEqualTo(14);
        assertThat(state.pause(now)).isLessThan(Duration.ofMillis(1100));
    }

    @Test
    void aRetryAfterOfMinutesParksTheEndpointUntilThen() {
        var state = state(Limits.none());
        settle(state, grant(state), rateLimited(Duration.ofHours(3)));

        assertThat(state.pause(now)).isBetween(Duration.ofHours(3), Duration.ofHours(3).plusMillis(50));
    }

    @Test
    void aRetryAfterOfYearsOrNothingFallsBackToAShortWait() {
        for (var nonsense : new Duration[]{null, Duration.ZERO, Duration.ofDays(400)}) {
            var state = state(Limits.none());
            settle(state, grant(state), rateLimited(nonsense));

            assertThat(state.pause(now)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1100));
        }
    }

    @Test
    void opensTheBreakerWhenHalfFailAndRestartsSlowlyAfterTwoGoodProbes() {
        var state = state(new Limits(null, null, null, 200));
        fail(state, 16);

        assertThat(state.snapshot(now).word()).isEqualTo("breaker");
        now += 3 * SECOND;
        settle(state, grant(state), ok());
        assertThat(state.snapshot(now).word()).isEqualTo("breaker");
        settle(state, grant(state), ok());
        assertThat(state.snapshot(now).word()).isEqualTo("open");
        assertThat(state.snapshot(now).allowed()).isEqualTo(Concurrency.START);
    }

    @Test
    void sendsOneProbeAtATimeAndAnotherWhenThatOneHangs() {
        var state = state(Limits.none());
        fail(state, 16);
        now += 3 * SECOND;
        grant(state);

        assertThat(waitFor(state)).isEqualTo(10 * SECOND);
        now += 10 * SECOND;
        grant(state);
    }

    @Test
    void aFailedProbeKeepsTheBreakerOpenLongerAndCostsItsItemNothing() {
        var state = state(Limits.none());
        fail(state, 16);
        var first = state.pause(now);
        now += 3 * SECOND;

        assertThat(settle(state, grant(state), failed(new Failure.ServerError("500")))).isTrue();
        assertThat(state.pause(now)).isGreaterThan(first);
    }

    @Test
    void manyCallsThatAreStillYoungCountAsPassedWhenAFewFailFast() {
        var state = state(Limits.none());
        var first = grants(state, 16);
        now += SECOND / 2;
        first.subList(8, 14).forEach(grant -> settle(state, grant, failed(new Failure.ServerError("500"))));

        assertThat(state.snapshot(now).word()).isEqualTo("open");
    }

    @Test
    void haltsAfterHalfAnHourWithoutASuccess() {
        var state = state(Limits.none());
        fail(state, 16);
        for (int i = 0; i < 200 && state.haltedWhy() == null; i++) {
            now += 20 * SECOND;
            settle(state, grant(state), failed(new Failure.ServerError("500")));
        }

        assertThat(state.haltedWhy()).isEqualTo("no call succeeded for 30 minutes");
        assertThat(Duration.ofNanos(now)).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(32));
    }

    @Test
    void isNotHaltedByAFailureAfterAQuietNight() {
        var state = state(Limits.none());
        settle(state, grant(state), failed(new Failure.ServerError("500")));
        now += Duration.ofHours(8).toNanos();
        fail(state, 8);

        assertThat(state.haltedWhy()).isNull();
    }

    @Test
    void aLongPauseThatTheProviderAskedForIsNoOutage() {
        var state = state(Limits.none());
        for (int i = 0; i < 20; i++) {
            settle(state, grant(state), rateLimited(Duration.ofHours(1)));
            now += Duration.ofMinutes(61).toNanos();
        }

        assertThat(state.haltedWhy()).isNull();
    }

    /// The last item of a run, rejected for ever, kept it alive for ever.
    @Test
    void rejectionsWithoutEndHaltAlthoughEachAsksForASecond() {
        var state = state(Limits.none());
        for (int i = 0; i < 500 && state.haltedWhy() == null; i++) {
            settle(state, grant(state), rateLimited(Duration.ofSeconds(1)));
            now += 45 * SECOND;
        }

        assertThat(state.haltedWhy()).isEqualTo("no call succeeded for 30 minutes");
        assertThat(Duration.ofNanos(now)).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(33));
    }

    @Test
    void aBlockedAccountHaltsAtOnce() {
        var state = state(Limits.none());
        settle(state, grant(state), failed(new Failure.AccountBlocked(Cause.KEY_REFUSED, "401 authentication_error")));

        assertThat(state.haltedWhy()).isEqualTo("401 authentication_error");
        assertThat(state.admit(now, Lane.BULK, CALL)).isEqualTo(new Admission.Halted("401 authentication_error"));
    }

    @Test
    void repliesThatFailAChecksOrWereTruncatedAreNoSignOfASickEndpoint() {
        var state = state(Limits.none());
        for (int i = 0; i < 40; i++) {
            assertThat(settle(state, grant(state), new Reply.Failed(new Failure.Truncated(300, "length"), "length",
                    Usage.of(10, 300), null))).isFalse();
        }

        assertThat(state.snapshot(now).word()).isEqualTo("open");
    }

    @Test
    void threeOfTwentyMakeAnEndpointSickAndTwoDoNot() {
        var state = state(Limits.none());
        for (int i = 0; i < 18; i++) {
            settle(state, grant(state), ok());
        }

        assertThat(settle(state, grant(state), failed(new Failure.ServerError("500")))).isFalse();
        assertThat(settle(state, grant(state), failed(new Failure.ServerError("500")))).isFalse();
        assertThat(settle(state, grant(state), failed(new Failure.ServerError("500")))).isTrue();
    }

    @Test
    void anItemThatFailsAloneSaysNothingAboutTheEndpointHoweverOften() {
        var state = state(Limits.none());
        drain(state, 2);
        var suspect = new Estimate("task", 100, 300, true);
        settle(state, grant(state), failed(new Failure.ServerError("500")));
        for (int i = 0; i < 40; i++) {
            assertThat(settle(state, granted(state.admit(now, Lane.BULK, suspect)),
                    failed(new Failure.ServerError("500"))))
                    .isFalse();
        }
    }

    @Test
    void timeoutsHalveWhatMayBeInFlightAndOpenNoBreaker() {
        var state = state(Limits.none());
        var slow = grants(state, 16);
        now += 60 * SECOND;
        slow.forEach(grant -> settle(state, grant, failed(new Failure.TimedOut(Duration.ofSeconds(60), "no reply"))));

        assertThat(state.snapshot(now).allowed()).isEqualTo(Concurrency.START / 2);
        assertThat(state.snapshot(now).word()).isEqualTo("open");
    }

    @Test
    void aClockThatJumpsDoesNotFloodTheEndpoint() {
        var state = state(new Limits(60, null, null, 50));
        drain(state, 1000);
        now += Duration.ofHours(1).toNanos();
        int burst = drain(state, 1000);
        now -= Duration.ofHours(2).toNanos();

        assertThat(burst).isLessThanOrEqualTo(60);
        assertThat(waitFor(state)).isBetween(1L, 2 * SECOND);
    }

    @Test
    void aCallLargerThanTheBucketIsPaidBackByOneWait() {
        var state = state(new Limits(null, 60, null, null));
        granted(state.admit(now, Lane.BULK, new Estimate("task", 3_660, 1, false)));
        now += waitFor(state);

        assertThat(Duration.ofNanos(now)).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(64));
        grant(state);
    }

    @Test
    void aPermitWithoutAResultGivesItsPlaceBack() {
        var state = state(new Limits(null, null, null, 1));
        state.abandon(now, grant(state));

        grant(state);
    }

    @Test
    void learnsALimitFromHeadersAndNeverPassesAConfiguredOne() {
        var state = state(new Limits(120, null, null, null));
        settle(state, grant(state), ok(), new Level(Dimension.REQUESTS, 6_000, 6_000),
                new Level(Dimension.OUTPUT_TOKENS, 30_000, 500));

        assertThat(state.buckets().of(Dimension.REQUESTS).perMinute()).isEqualTo(120);
        assertThat(state.buckets().of(Dimension.REQUESTS).level()).isLessThanOrEqualTo(119);
        assertThat(state.buckets().of(Dimension.OUTPUT_TOKENS).perMinute()).isEqualTo(30_000);
        assertThat(state.buckets().of(Dimension.OUTPUT_TOKENS).level()).isEqualTo(490);
    }

    @Test
    void aHeaderMayLowerAConfiguredLimit() {
        var state = state(new Limits(120, null, null, null));
        settle(state, grant(state), ok(), new Level(Dimension.REQUESTS, 60, 7));

        assertThat(state.buckets().of(Dimension.REQUESTS).perMinute()).isEqualTo(60);
        assertThat(state.buckets().of(Dimension.REQUESTS).level()).isLessThan(7);
    }

    @Test
    void ignoresARemainderThatIsStuckAtNothing() {
        var state = state(Limits.none());
        for (int i = 0; i < Bucket.STUCK_AFTER; i++) {
            assertThat(state.buckets().of(Dimension.REQUESTS).level()).isLessThanOrEqualTo(0);
            settle(state, grantAtLast(state), ok(), new Level(Dimension.REQUESTS, 6_000, 0));
        }
        now += 10 * SECOND;

        assertThat(drain(state, 50)).isEqualTo(50);
    }

    @Test
    void reservesWhatATasksCallsUsedAndTheWholeCapWhenTold() {
        var used = state(new Limits(null, null, 60_000, 500));
        var reserve = state(new Limits(null, null, 60_000, 500, OutputAccounting.RESERVE, Hosting.HOSTED));
        var call = new Estimate("task", 10, 4_000, false);
        for (var state : List.of(used, reserve)) {
            for (int i = 0; i < 3; i++) {
                settle(state, granted(state.admit(now, Lane.BULK, call)), ok());
            }
            granted(state.admit(now, Lane.BULK, call));
        }

        assertThat(used.buckets().reservedOutput()).isEqualTo(20);
        assertThat(reserve.buckets().reservedOutput()).isEqualTo(4_000);
    }

    @Test
    void leavesASecondsWorthToInteractiveCallersOnceThereWereSome() {
        var state = state(new Limits(600, null, null, 2_000));
        granted(state.admit(now, Lane.INTERACTIVE, CALL));
        int bulk = drain(state, 1_000);

        assertThat(bulk).isBetween(580, 590);
        granted(state.admit(now, Lane.INTERACTIVE, CALL));
        assertThat(waitFor(state)).isPositive();
    }

    @Test
    void timePausedOrBrokenIsDowntimeAndOnlyThat() {
        var state = state(Limits.none());
        now += 10 * SECOND;
        assertThat(state.downtime(now)).isZero();
        settle(state, grant(state), rateLimited(Duration.ofSeconds(30)));
        var pause = state.pause(now);
        now += 40 * SECOND;

        assertThat(state.downtime(now)).isEqualTo(pause);
    }

    private int drain(EndpointState state, int most) {
        int sent = 0;
        while (sent < most && state.admit(now, Lane.BULK, CALL) instanceof Admission.Granted(var grant)) {
            settle(state, grant, ok());
            sent++;
        }
        return sent;
    }

    private void fail(EndpointState state, int times) {
        grants(state, times).forEach(grant -> settle(state, grant, failed(new Failure.Overloaded(null, "529"))));
    }

    private List<Grant> grants(EndpointState state, int count) {
        var grants = new ArrayList<Grant>();
        for (int i = 0; i < count; i++) {
            grants.add(grant(state));
        }
        return grants;
    }

    private Grant grant(EndpointState state) {
        return granted(state.admit(now, Lane.BULK, CALL));
    }

    private Grant grantAtLast(EndpointState state) {
        if (state.admit(now, Lane.BULK, CALL) instanceof Admission.After(var nanos)) {
            now += nanos;
        }
        return grant(state);
    }

    private static Grant granted(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Granted.class);
        return ((Admission.Granted) admission).grant();
    }

    private long waitFor(EndpointState state) {
        var admission = state.admit(now, Lane.BULK, CALL);
        assertThat(admission).isInstanceOf(Admission.After.class);
        return ((Admission.After) admission).nanos();
    }

    private boolean settle(EndpointState state, Grant grant, Reply reply, Level... levels) {
        return state.settle(now, grant, reply, new QuotaReading(List.of(levels)));
    }

    /// Many calls have passed: rejections slow it down only a little.
    private EndpointState warm(Limits limits) {
        var state = state(limits);
        drain(state, 200);
        return state;
    }

    private EndpointState state(Limits limits) {
        return new EndpointState(limits, new Random(7), now);
    }

    private static Reply ok() {
        return new Reply.Completed("{}", "end_turn", Usage.of(100, 20), "req_1");
    }

    private static Reply rateLimited(@Nullable Duration after) {
        return failed(new Failure.RateLimited(after, "429"));
    }

    private static Reply failed(Failure failure) {
        return new Reply.Failed(failure, null, Usage.NONE, null);
    }
}
