package dev.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.provider.QuotaReading.Level;
import dev.penstock.provider.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What always holds, whatever happens.
class StormPropertiesTest {
    static List<StormScenario> storms() {
        return StormScenario.all();
    }

    @ParameterizedTest
    @MethodSource("storms")
    void noItemIsEverInNoPlaceOrInTwo(StormScenario storm) {
        StormOutcome.of(storm, 3_000, 3, (_, client) -> {
            assertThat(client.unaccounted()).isZero();
            assertThat(client.state.retries().parked()).isEqualTo(client.parked());
            holds(client.state);
        });
    }

    @Test
    void withoutHeadersNoMinuteSeesMoreThanTheRateAndOneFullBucket() {
        var storm = StormScenario.of("requests bind", s -> {
            s.headers = false;
            s.requestsPerMinute = 600;
            s.burstSeconds = 1e6;
        });
        var sent = StormOutcome.of(storm, 5_000, 1).server().admissions;
        int first = 0;
        for (int last = 0; last < sent.size(); last++) {
            while (sent.get(last) - sent.get(first) > 60) {
                first++;
            }
            assertThat(last - first + 1).isLessThanOrEqualTo((int) (600 * Bucket.MARGIN + 600 + 1));
        }
    }

    /// Outcomes, delays, headers and the clock at random: it always ends, and what always holds, holds.
    @Test
    void tenThousandShortRunsOfGarbageEnd() {
        for (int seed = 0; seed < 10_000; seed++) {
            new Garbage(seed).run();
        }
    }

    private static void holds(EndpointState state) {
        assertThat(state.inFlight()).isNotNegative();
        assertThat(state.buckets().reservedOutput()).isGreaterThan(-1e-6);
        for (var dimension : Dimension.values()) {
            var bucket = state.buckets().of(dimension);
            assertThat(bucket.level()).isLessThanOrEqualTo(bucket.depth() + 1e-6);
        }
    }

    /// Fifty items against an endpoint that answers anything at any time.
    private static final class Garbage {
        private static final int ITEMS = 50;
        private static final long[] NUMBERS = {0, 1, 7, 60, 4_000, 2_000_000, Long.MAX_VALUE};

        private final int seed;
        private final Random random;
        private final VirtualTime time = new VirtualTime();
        private final EndpointState state;
        private final Set<Grant> inFlight = new HashSet<>();
        private int left = ITEMS;
        private int queued = ITEMS;
        private long skew;
        private boolean waking;

        Garbage(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            var limits = new Limits(chance(0.5) ? null : 600, null, chance(0.5) ? null : 60_000, null);
            this.state = new EndpointState(limits, new Random(seed), time.nanos());
        }

        void run() {
            time.at(0, this::pump);
            var ended = time.run(1e7);
            assertThat(ended).as("seed %s left %s items, queued %s, in flight %s, %s after %s s", seed, left, queued,
                    inFlight.size(), state.snapshot(now()), time.seconds()).isTrue();

            assertThat(left == 0 || state.haltedWhy() != null).as("seed %s left %s items, halted: %s", seed, left,
                    state.haltedWhy()).isTrue();
            assertThat(state.inFlight()).as("seed %s", seed).isZero();
            assertThat(state.buckets().reservedOutput()).as("seed %s", seed).isBetween(-1e-3, 1e-3);
        }

        private boolean chance(double share) {
            return random.nextDouble() < share;
        }

        /// The clock may leap an hour ahead and back again.
        private long now() {
            if (chance(0.001)) {
                skew = skew == 0 ? Duration.ofHours(1).toNanos() : 0;
            }
            return time.nanos() + skew;
        }

        private void pump() {
            while (queued > 0) {
                var lane = chance(0.1) ? Lane.INTERACTIVE : Lane.BULK;
                switch (state.admit(now(), lane,
                        new Estimate("task", random.nextInt(5_000), 1 + random.nextInt(4_096), chance(0.1)))) {
                    case Admission.Granted(var grant) -> send(grant);
                    case Admission.After(var nanos) -> {
                        assertThat(nanos).isPositive();
                        wake(nanos);
                        return;
                    }
                    case Admission.OnChange() -> {
                        assertThat(inFlight).as("seed %s waits for a call, and none is in flight", seed).isNotEmpty();
                        return;
                    }
                    case Admission.Halted _ -> {
                        return;
                    }
                }
            }
        }

        private void wake(long nanos) {
            if (!waking) {
                waking = true;
                time.after(nanos / 1e9 + 1e-9, () -> {
                    waking = false;
                    pump();
                });
            }
        }

        private void send(Grant grant) {
            queued--;
            assertThat(state.haltedWhy()).isNull();
            inFlight.add(grant);
            checkProbes(grant);
            time.after(chance(0.02) ? 90 : 5 * random.nextDouble(), () -> {
                inFlight.remove(grant);
                end(grant);
                assertThat(state.inFlight()).isEqualTo(inFlight.size());
                holds(state);
                pump();
            });
        }

        private void checkProbes(Grant probe) {
            if (probe.probe() == Grant.Probe.BREAKER) {
                assertThat(inFlight.stream()
                        .filter(grant -> grant.probe() == Grant.Probe.BREAKER)
                        .filter(grant -> probe.at() - grant.at() < Duration.ofSeconds(10).toNanos()))
                        .as("seed %s: probes out", seed)
                        .hasSize(1);
            }
        }

        private void end(Grant grant) {
            if (chance(0.01)) {
                state.abandon(now(), grant);
                queued++;
                return;
            }
            var reply = reply();
            state.settle(now(), grant, reply, quota());
            if (reply instanceof Reply.Failed(var failure, _, _, _) && failure.retryable()) {
                queued++;
            } else {
                left--;
            }
        }

        private Reply reply() {
            return switch (random.nextInt(10)) {
                case 0 -> failed(new Failure.RateLimited(hint(), "429"));
                case 1 -> failed(new Failure.Overloaded(hint(), "529"));
                case 2 -> failed(new Failure.ServerError("500"));
                case 3 -> failed(new Failure.ConnectionFailed(true, "reset"));
                case 4 -> failed(new Failure.TimedOut(Duration.ofSeconds(60), "no reply"));
                case 5 -> failed(new Failure.InvalidRequest("400"));
                default -> new Reply.Completed("{}", "end_turn",
                        chance(0.1) ? null : Usage.of(random.nextInt(5_000), random.nextInt(4_096)), null);
            };
        }

        private static Reply failed(Failure failure) {
            return new Reply.Failed(failure, null, Usage.NONE, null);
        }

        private Duration hint() {
            return switch (random.nextInt(4)) {
                case 0 -> Duration.ofSeconds(-5);
                case 1 -> Duration.ZERO;
                case 2 -> Duration.ofDays(100_000);
                default -> Duration.ofMillis(random.nextInt(200_000));
            };
        }

        private QuotaReading quota() {
            var levels = new ArrayList<Level>();
            for (var dimension : Dimension.values()) {
                if (chance(0.3)) {
                    levels.add(new Level(dimension, Math.max(60, number()), number()));
                }
            }
            return new QuotaReading(levels);
        }

        private long number() {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }
    }
}
