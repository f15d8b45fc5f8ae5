package dev.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked.Cause;
import dev.penstock.item.Usage;
import dev.penstock.provider.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointStateTest {
    private static final Estimate CALL = new Estimate(100, 300);
    private static final long SECOND = 1_000_000_000L;

    private long now = 5 * SECOND;

    @Test
    void neverLetsMoreThanTheConfiguredRequestsThroughInAMinute() {
        var state = state(new Limits(120, null, null, 50));
        int sent = 0;
        for (; now < 65 * SECOND; now += SECOND / 100) {
            if (state.waitFor(now, CALL) == 0) {
                state.settle(now, state.grant(now, CALL), ok());
                sent++;
            }
        }

        assertThat(sent).isBetween(115, 120 + 120 * (int) TokenBucket.DEPTH_SECONDS / 60 + 1);
    }

    @Test
    void neverLetsMoreCallsThroughAtOnceThanConfigured() {
        var state = state(new Limits(null, null, null, 3));
        for (int i = 0; i < 3; i++) {
            assertThat(state.waitFor(now, CALL)).isZero();
            state.grant(now, CALL);
        }

        assertThat(state.waitFor(now, CALL)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void pausesAsLongAsA429AsksAndThenSendsASingleProbe() {
        var state = state(Limits.none());
        var limited = state.grant(now, CALL);
        state.settle(now, limited, rateLimited(Duration.ofSeconds(30)));

        assertThat(state.waitFor(now, CALL)).isBetween(30 * SECOND, 30 * SECOND + SECOND / 10);
        now += 31 * SECOND;
        assertThat(state.waitFor(now, CALL)).isZero();
        var probe = state.grant(now, CALL);
        assertThat(state.waitFor(now, CALL)).isEqualTo(Long.MAX_VALUE);
        state.settle(now, probe, ok());
        assertThat(state.waitFor(now, CALL)).isZero();
    }

    @Test
    void reactsOnceToTheMany429sOfOneEpoch() {
        var state = state(Limits.none());
        var grants = new ArrayList<EndpointState.Grant>();
        for (int i = 0; i < 10; i++) {
            grants.add(state.grant(now, CALL));
        }
        now += SECOND;
        grants.forEach(grant -> state.settle(now, grant, rateLimited(Duration.ofSeconds(1))));

        assertThat(state.snapshot(now).allowed()).isEqualTo(14);
        assertThat(state.pause(now)).isLessThan(Duration.ofMillis(1100));
    }

    @Test
    void aRetryAfterOfYearsOrNothingFallsBackToAShortWait() {
        for (var nonsense : new Duration[]{null, Duration.ZERO, Duration.ofDays(400)}) {
            var state = state(Limits.none());
            state.settle(now, state.grant(now, CALL), rateLimited(nonsense));

            assertThat(state.pause(now)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1100));
        }
    }

    @Test
    void opensTheBreakerWhenHalfFailAndRestartsSlowlyAfterOneGoodProbe() {
        var state = state(new Limits(null, null, null, 200));
        fail(state, 20);

        assertThat(state.snapshot(now).word()).isEqualTo("breaker");
        assertThat(state.sick()).isTrue();
        now += 3 * SECOND;
        state.settle(now, state.grant(now, CALL), ok());
        assertThat(state.snapshot(now).word()).isEqualTo("open");
        assertThat(state.snapshot(now).allowed()).isEqualTo(EndpointState.SLOW_START);
    }

    @Test
    void aFailedProbeKeepsTheBreakerOpenLonger() {
        var state = state(Limits.none());
        fail(state, 20);
        var first = state.pause(now);
        now += 3 * SECOND;
        state.settle(now, state.grant(now, CALL),
                new Reply.Failed(new Failure.ServerError("500"), null, Usage.NONE, null));

        assertThat(state.pause(now)).isGreaterThan(first);
    }

    @Test
    void haltsAfterHalfAnHourWithoutASuccess() {
        var state = state(Limits.none());
        fail(state, 20);
        for (int i = 0; i < 200 && state.haltedWhy() == null; i++) {
            now += Duration.ofSeconds(20).toNanos();
            state.settle(now, state.grant(now, CALL),
                    new Reply.Failed(new Failure.ServerError("500"), null, Usage.NONE, null));
        }

        assertThat(state.haltedWhy()).isEqualTo("no call succeeded for 30 minutes");
        assertThat(Duration.ofNanos(now)).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(32));
    }

    @Test
    void aBlockedAccountHaltsAtOnce() {
        var state = state(Limits.none());
        state.settle(now, state.grant(now, CALL),
                new Reply.Failed(new Failure.AccountBlocked(Cause.KEY_REFUSED, "401 authentication_error"), null,
                        Usage.NONE, null));

        assertThat(state.haltedWhy()).isEqualTo("401 authentication_error");
    }

    @Test
    void repliesThatFailAChecksOrWereTruncatedAreNoSignOfASickEndpoint() {
        var state = state(Limits.none());
        for (int i = 0; i < 40; i++) {
            state.settle(now, state.grant(now, CALL),
                    new Reply.Failed(new Failure.Truncated(300, "length"), "length", Usage.of(10, 300), null));
        }

        assertThat(state.sick()).isFalse();
        assertThat(state.snapshot(now).word()).isEqualTo("open");
    }

    @Test
    void aClockThatJumpsDoesNotFloodTheEndpoint() {
        var state = state(new Limits(60, null, null, 50));
        drain(state);
        now += Duration.ofHours(1).toNanos();
        int burst = drain(state);
        now -= Duration.ofHours(2).toNanos();

        assertThat(burst).isLessThanOrEqualTo((int) TokenBucket.DEPTH_SECONDS + 1);
        assertThat(state.waitFor(now, CALL)).isPositive();
    }

    @Test
    void aPermitWithoutAResultGivesItsPlaceBack() {
        var state = state(new Limits(null, null, null, 1));
        var grant = state.grant(now, CALL);
        state.abandon(grant);

        assertThat(state.waitFor(now, CALL)).isZero();
    }

    private int drain(EndpointState state) {
        int sent = 0;
        for (; state.waitFor(now, CALL) == 0 && sent < 1000; sent++) {
            state.settle(now, state.grant(now, CALL), ok());
        }
        return sent;
    }

    private void fail(EndpointState state, int times) {
        List<EndpointState.Grant> grants = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            grants.add(state.grant(now, CALL));
        }
        grants.forEach(grant -> state.settle(now, grant,
                new Reply.Failed(new Failure.Overloaded(null, "529"), null, Usage.NONE, null)));
    }

    private EndpointState state(Limits limits) {
        return new EndpointState(limits, new Random(7), now);
    }

    private static Reply ok() {
        return new Reply.Completed("{}", "end_turn", Usage.of(100, 20), "req_1");
    }

    private static Reply rateLimited(@Nullable Duration after) {
        return new Reply.Failed(new Failure.RateLimited(after, "429"), null, Usage.NONE, null);
    }
}
