package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aFullBucketIsSpentThenRefillsAtItsRate() {
        var buckets = new TokenBuckets(new Quota(60L, null, null, Duration.ofSeconds(3)), 1, 0);
        for (var i = 0; i < 3; i++) {
            assertThat(buckets.admit(10, 0, 0)).isEmpty();
        }
        assertThat(buckets.admit(10, 0, 0)).contains(Duration.ofSeconds(1));
        assertThat(buckets.admit(10, 0, SECOND / 4)).contains(Duration.ofMillis(750));
        assertThat(buckets.admit(10, 0, SECOND)).isEmpty();
        assertThat(buckets.admit(10, 0, SECOND)).isPresent();
    }

    @Test
    void theBucketNeverHoldsMoreThanItsBurst() {
        var buckets = new TokenBuckets(new Quota(60L, null, null, Duration.ofSeconds(2)), 1, 0);
        assertThat(buckets.admit(1, 0, 3600 * SECOND)).isEmpty();
        assertThat(buckets.admit(1, 0, 3600 * SECOND)).isEmpty();
        assertThat(buckets.admit(1, 0, 3600 * SECOND)).isPresent();
    }

    @Test
    void inputTokensWaitForTheirBucketAndLeaveTheRequestsAlone() {
        var buckets = new TokenBuckets(new Quota(600L, 6000L, null, Duration.ofSeconds(10)), 1, 0);
        assertThat(buckets.admit(900, 0, 0)).isEmpty();
        assertThat(buckets.admit(300, 0, 0)).contains(Duration.ofSeconds(2));
        var state = buckets.state(Instant.EPOCH, 0);
        assertThat(Objects.requireNonNull(state.requests()).remaining()).isEqualTo(99);
        assertThat(Objects.requireNonNull(state.inputTokens())).isEqualTo(new QuotaState.Level(6000, 100,
                Duration.ofSeconds(9)));
    }

    @Test
    void aCallLargerThanTheBucketWaitsForAFullOneAndOverdrawsIt() {
        var buckets = new TokenBuckets(new Quota(null, 60L, null, Duration.ofSeconds(10)), 1, 0);
        assertThat(buckets.admit(25, 0, 0)).isEmpty();
        assertThat(buckets.admit(25, 0, 0)).contains(Duration.ofSeconds(25));
    }

    @Test
    void outputIsChargedAfterwardsAndMayGoBelowZero() {
        var buckets = new TokenBuckets(new Quota(null, null, 60L, Duration.ofSeconds(10)), 1, 0);
        assertThat(buckets.admit(5, 0, 0)).isEmpty();
        buckets.charge(0, 14, 0);
        assertThat(buckets.admit(5, 0, 0)).contains(Duration.ofSeconds(5));
        assertThat(Objects.requireNonNull(buckets.state(Instant.EPOCH, 0).outputTokens()).remaining()).isZero();
    }

    @Test
    void reservedOutputIsTakenAtOnceAndTheRestGivenBackWithTheAnswer() {
        var quota = new Quota(null, null, 60L, Duration.ofSeconds(10))
                .with(new Quota.Ways(false, true, true, 0, 0, List.of()));
        var buckets = new TokenBuckets(quota, 1, 0);
        assertThat(buckets.admit(5, 8, 0)).isEmpty();
        assertThat(buckets.admit(5, 8, 0)).contains(Duration.ofSeconds(6));
        buckets.charge(8, 1, 0);
        assertThat(buckets.admit(5, 8, 0)).isEmpty();
    }

    @Test
    void rejectedCallsTakeRequestsWhenTheyCount() {
        var quota = new Quota(60L, null, null, Duration.ofSeconds(10))
                .with(new Quota.Ways(true, false, true, 0, 0, List.of()));
        var buckets = new TokenBuckets(quota, 1, 0);
        for (var i = 0; i < 10; i++) {
            assertThat(buckets.admit(5, 0, 0)).isEmpty();
        }
        assertThat(buckets.admit(5, 0, 0)).contains(Duration.ofSeconds(1));
        assertThat(buckets.admit(5, 0, 0)).contains(Duration.ofSeconds(2));
        for (var i = 0; i < 10; i++) {
            assertThat(buckets.admit(5, 0, 0)).isPresent();
        }
        assertThat(buckets.admit(5, 0, 0)).contains(Duration.ofSeconds(3));
    }

    @Test
    void otherTenantsTakeTheirPartOfTheRefillWhileTheyAreThere() {
        var shared = List.of(new Quota.Shared(Duration.ofSeconds(2), Duration.ofSeconds(6), 0.5));
        var quota = new Quota(60L, null, null, Duration.ofSeconds(10)).with(Quota.Ways.USUAL.withShared(shared));
        var buckets = new TokenBuckets(quota, 1, 0);
        for (var i = 0; i < 10; i++) {
            assertThat(buckets.admit(5, 0, 100 * SECOND)).isEmpty();
        }
        assertThat(Objects.requireNonNull(buckets.state(Instant.EPOCH, 108 * SECOND).requests()))
                .satisfies(level -> assertThat(level.remaining()).isEqualTo(6))
                .satisfies(level -> assertThat(level.limit()).isEqualTo(60));
    }

    @Test
    void waitsAreToldInTheClientsTime() {
        var buckets = new TokenBuckets(new Quota(60L, null, null, Duration.ofSeconds(1)), 10, 0);
        assertThat(buckets.admit(1, 0, 0)).isEmpty();
        assertThat(buckets.admit(1, 0, 0)).contains(Duration.ofMillis(100));
    }

    @Test
    void goDurationsAreWrittenAsGoDoes() {
        assertThat(OpenAiFlavour.goDuration(Duration.ZERO)).isEqualTo("0s");
        assertThat(OpenAiFlavour.goDuration(Duration.ofMillis(17))).isEqualTo("17ms");
        assertThat(OpenAiFlavour.goDuration(Duration.ofMillis(1500))).isEqualTo("1.5s");
        assertThat(OpenAiFlavour.goDuration(Duration.ofMinutes(6))).isEqualTo("6m0s");
        assertThat(OpenAiFlavour.goDuration(Duration.ofSeconds(3723))).isEqualTo("1h2m3s");
    }
}
