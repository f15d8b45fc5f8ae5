package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.item.Usage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OracleTest {
    private static final Scenario MINUTELY = Scenario.clean()
            .withQuota(new Quota(600L, 60_000L, 6_000L, Duration.ofSeconds(30)));

    @Test
    void spendsTheFullBucketsAndThenWhatRefills() {
        assertThat(seconds(MINUTELY, 300, 1, 1)).isEqualTo(0, within(0.1));
        assertThat(seconds(MINUTELY, 900, 1, 1)).isEqualTo(60, within(0.1));
    }

    @Test
    void isBoundByTheDearestOfTheLimits() {
        assertThat(seconds(MINUTELY, 300, 200, 1)).isEqualTo(30, within(0.1));
        assertThat(seconds(MINUTELY, 300, 1, 30)).isEqualTo(60, within(0.1));
    }

    @Test
    void savesUpWhileNobodyIsServed() {
        var sick = MINUTELY.withEpisodes(List.of(episode(Episode.Kind.OVERLOAD_529, 10, 40, 0.9)));
        assertThat(seconds(sick, 900, 1, 1)).isEqualTo(60, within(0.1));
        var longer = MINUTELY.withEpisodes(List.of(episode(Episode.Kind.DOWN, 10, 100, 1)));
        assertThat(seconds(longer, 900, 1, 1)).isEqualTo(120, within(0.1));
    }

    @Test
    void getsItsPartOfABrownoutAndItsShareOfTheQuota() {
        var brown = Scenario.clean().withEpisodes(List.of(episode(Episode.Kind.BROWNOUT_500, 0, 1000, 0.5)));
        assertThat(Oracle.leastTime(brown, 100, Usage.NONE, 10).toMillis() / 1e3).isEqualTo(20, within(0.1));
        var quota = new Quota(600L, null, null, Duration.ofSeconds(30));
        var shared = Scenario.clean()
                .withQuota(quota.with(Quota.Ways.USUAL
                        .withShared(List.of(new Quota.Shared(Duration.ZERO, Duration.ofSeconds(60), 0.5)))));
        assertThat(seconds(shared, 900, 1, 1)).isEqualTo(90, within(0.1));
    }

    @Test
    void isBoundByCallsInFlightWhenNoQuotaBinds() {
        assertThat(Oracle.leastTime(Scenario.clean(), 100, Usage.of(1, 1), 50).toMillis() / 1e3)
                .isEqualTo(2, within(0.1));
        assertThat(Oracle.leastTime(Scenario.clean(), 0, Usage.NONE, 50)).isZero();
    }

    private static Episode episode(Episode.Kind kind, int from, int to, double rate) {
        return new Episode(kind, new Episode.Span.Time(Duration.ofSeconds(from), Duration.ofSeconds(to)), rate);
    }

    private static double seconds(Scenario scenario, long items, long inputEach, long outputEach) {
        return Oracle
                .leastTime(scenario, items, Usage.of(items * inputEach, items * outputEach), Double.POSITIVE_INFINITY)
                .toMillis() / 1e3;
    }
}
