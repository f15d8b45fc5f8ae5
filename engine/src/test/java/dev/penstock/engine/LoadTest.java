package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.limit.Limiter;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who is turned away in front of an endpoint, and for how long.
class LoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int QUEUE = 1000;

    @Test
    void whoeverWillBeServedInTimeMayJoin() {
        assertThat(load(0, open(8)).refusal(PATIENCE, QUEUE)).isEmpty();
        assertThat(load(8 + 8 * 29, open(8)).refusal(PATIENCE, QUEUE)).isEmpty();
    }

    @Test
    void whoeverWouldWaitLongerThanItsTaskIsToldWhenToComeBack() {
        var refusal = load(8 + 8 * 31, open(8)).refusal(PATIENCE, QUEUE);

        assertThat(refusal.map(ShedException::retryAfter)).contains(Duration.ofSeconds(2));
        assertThat(refusal.map(ShedException::halted)).contains(false);
    }

    @Test
    void aQueueHasAnEndAlsoForThoseWhoDoNotWait() {
        assertThat(load(QUEUE, open(8)).refusal(null, QUEUE)).isPresent();
        assertThat(load(QUEUE - 1, open(8)).refusal(null, QUEUE)).isEmpty();
    }

    @Test
    void aPauseCountsLikeAQueue() {
        assertThat(load(0, paused(Duration.ofSeconds(59))).refusal(PATIENCE, QUEUE)).isEmpty();
        assertThat(load(0, paused(Duration.ofSeconds(61))).refusal(PATIENCE, QUEUE).map(ShedException::retryAfter))
                .contains(Duration.ofSeconds(61));
        assertThat(load(0, paused(Duration.ofSeconds(61))).refusal(null, QUEUE)).isEmpty();
    }

    @Test
    void aHaltedEndpointTakesNobody() {
        var halted = new Limiter.State(0, 8, Duration.ZERO, "halted", "the key was revoked");

        assertThat(load(0, halted).refusal(null, QUEUE).map(ShedException::halted)).contains(true);
        assertThat(load(0, halted).refusal(null, QUEUE).map(Throwable::getMessage))
                .isEqualTo(Optional.of("the endpoint is halted until somebody acts: the key was revoked"));
    }

    private static Load load(int ahead, Limiter.State endpoint) {
        return new Load(ahead, endpoint, Duration.ofSeconds(2));
    }

    private static Limiter.State open(int allowed) {
        return new Limiter.State(0, allowed, Duration.ZERO, "open", null);
    }

    private static Limiter.State paused(Duration time) {
        return new Limiter.State(0, 8, time, "pacing", null);
    }
}
