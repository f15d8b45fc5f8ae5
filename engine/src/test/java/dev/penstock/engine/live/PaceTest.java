package dev.penstock.engine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.limit.Limiter;
import dev.penstock.limit.Limits;
import dev.penstock.run.Progress;
import dev.penstock.store.RunTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant START = Instant.parse("2026-11-23T12:04:10Z");
    private static final Limiter.State OPEN = new Limiter.State(1, 1, Duration.ZERO, "open", null);

    @Test
    void measuresASteadyRateFromTheFirstSeconds() {
        var pace = new Pace(START, at(0, 1000), Limits.none());
        Pace.Reading reading = pace.observe(START.plusSeconds(1), at(2, 1000), OPEN);
        for (int second = 2; second <= 40; second++) {
            reading = pace.observe(START.plusSeconds(second), at(2L * second, 1000), OPEN);
        }

        assertThat(reading.callsPerMinute()).isCloseTo(120, within(0.01));
        assertThat(reading.eta()).isEqualTo(Duration.ofSeconds(460));
    }

    @Test
    void saysNothingAboutTheEndBeforeItKnows() {
        var pace = new Pace(START, at(0, 10_000), Limits.none());

        assertThat(pace.observe(START.plusSeconds(5), at(10, 10_000), OPEN).eta()).isNull();
        assertThat(pace.observe(START.plusSeconds(6), at(300, 10_000), OPEN).eta()).isNotNull();
    }

    @Test
    void promisesNoEarlierEndThanTheLimitsAllow() {
        var pace = new Pace(START, at(0, 1000), new Limits(60, null, null, null));

        var reading = pace.observe(START.plusSeconds(2), at(100, 1000), OPEN); // a full bucket, emptied at once

        assertThat(reading.eta()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void saysNothingWhileTheEndpointIsHalted() {
        var pace = new Pace(START, at(0, 1000), Limits.none());
        pace.observe(START.plusSeconds(40), at(100, 1000), OPEN);

        assertThat(pace
                .observe(START.plusSeconds(41), at(101, 1000), new Limiter.State(0, 0, Duration.ZERO, "halted", null))
                .eta())
                .isNull();
    }

    private static Progress.Snapshot at(long done, long total) {
        return new Progress.Snapshot(total, done, 0, 0, total - done, done, true, Map.of(), Map.of(), Map.of(),
                Map.of(),
                Map.of(), Map.of(), new RunTotals.Latency(0, 0, 0));
    }
}
