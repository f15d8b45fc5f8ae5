package dev.penstock.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// How fast one caller may ask.
class RequestRateTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private Instant now = NOON;
    private final RequestRate rate = new RequestRate(50, () -> now);

    @Test
    void aSecondsWorthMayComeAtOnceAndThenSoManyASecond() {
        assertThat(letIn("ana", 60)).isEqualTo(50);
        now = NOON.plusMillis(100);
        assertThat(letIn("ana", 60)).isEqualTo(5);
        now = NOON.plusSeconds(3600);
        assertThat(letIn("ana", 60)).isEqualTo(50);
    }

    @Test
    void whoeverKeepsToTheRateIsNeverTurnedAway() {
        int letIn = 0;
        for (int i = 0; i < 1000; i++, now = now.plusMillis(20)) {
            letIn += letIn("ana", 1);
        }
        assertThat(letIn).isEqualTo(1000);
    }

    @Test
    void oneCallerTakesNothingFromAnother() {
        assertThat(letIn("ana", 60)).isEqualTo(50);
        assertThat(letIn("shop", 60)).isEqualTo(50);
    }

    @Test
    void whoeverIsTurnedAwayHearsWhenToComeAgainAndIsLetInThen() {
        letIn("ana", 50);
        var fast = rate.take("ana").orElseThrow();

        assertThat(fast).isEqualTo(new RequestRate.TooFast(50, Duration.ofMillis(20)));
        now = now.plus(fast.retryAfter());
        assertThat(letIn("ana", 2)).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetBackLocksNobodyOut() {
        letIn("ana", 50);
        now = NOON.minus(Duration.ofDays(1));
        assertThat(letIn("ana", 1)).isZero();
        now = now.plusMillis(20);
        assertThat(letIn("ana", 2)).isEqualTo(1);
    }

    @Test
    void withoutALimitAllAreLetIn() {
        var unlimited = new RequestRate(null, () -> now);
        for (int i = 0; i < 10_000; i++) {
            assertThat(unlimited.take("tester")).isEmpty();
        }
    }

    private int letIn(String caller, int requests) {
        int letIn = 0;
        for (int i = 0; i < requests; i++) {
            letIn += rate.take(caller).isEmpty() ? 1 : 0;
        }
        return letIn;
    }
}
