package dev.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HourMeterTest {
    private long now = 5_000_000_000L;
    private final HourMeter meter = new HourMeter(() -> now);

    @Test
    void aCallAloneUsesAllOfItsTime() {
        var use = meter.begin();
        now += 700;

        assertThat(use.end()).isEqualTo(Duration.ofNanos(700));
        assertThat(use.end()).as("ending again changes nothing").isEqualTo(Duration.ofNanos(700));
    }

    @Test
    void callsInFlightTogetherShareTheTime() {
        var first = meter.begin();
        now += 100;
        var second = meter.begin();
        now += 60;
        var firstShare = first.end();
        now += 5;

        assertThat(firstShare).isEqualTo(Duration.ofNanos(100 + 30));
        assertThat(second.end()).isEqualTo(Duration.ofNanos(30 + 5));
        assertThat(meter.busy()).isEqualTo(Duration.ofNanos(165));
    }

    @Test
    void timeWithoutCallsIsNobodys() {
        now += 1_000;
        meter.begin().close();
        now += 1_000;

        assertThat(meter.busy()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sharesAddUpToTheBusyTimeToTheNanosecond(long seed) {
        var random = new Random(seed);
        var inFlight = new ArrayList<HourMeter.Use>();
        var began = new ArrayList<Long>();
        long sum = 0;
        long busy = 0;
        for (int i = 0; i < 20_000; i++) {
            long passed = random.nextInt(4) == 0 ? 0 : random.nextInt(1_000_003);
            now += passed;
            busy += inFlight.isEmpty() ? 0 : passed;
            if (inFlight.isEmpty() || random.nextInt(100) < 50) {
                inFlight.add(meter.begin());
                began.add(now);
            } else {
                int one = random.nextInt(inFlight.size());
                long share = inFlight.remove(one).end().toNanos();
                assertThat(share).isBetween(0L, now - began.remove(one) + inFlight.size() + 1_000);
                sum += share;
            }
        }
        while (!inFlight.isEmpty()) {
            now += 17;
            busy += 17;
            sum += inFlight.removeLast().end().toNanos();
        }

        assertThat(sum).isEqualTo(busy).isEqualTo(meter.busy().toNanos());
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // other threads should come between
    void addsUpForManyThreads() throws InterruptedException {
        var shared = new HourMeter(System::nanoTime);
        var sum = new AtomicLong();
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                workers.execute(() -> {
                    for (int call = 0; call < 200; call++) {
                        try (var use = shared.begin()) {
                            Thread.yield();
                            sum.addAndGet(use.end().toNanos());
                        }
                    }
                });
            }
        }

        assertThat(sum).hasValue(shared.busy().toNanos());
    }

    @Test
    void neverGoesBackwardsWithTheClock() {
        var use = meter.begin();
        now -= 1_000;
        meter.begin().close();

        assertThat(use.end()).isZero();
    }

    @Test
    void anHourCostsItsPriceAndAReservationTheWholeTimeout() {
        var tariff = new Tariff.ByHour(new BigDecimal("1.80"));

        assertThat(tariff.cost(Usage.of(1_000_000, 1_000_000), Duration.ofHours(1))).isEqualByComparingTo("1.80");
        assertThat(tariff.cost(Usage.NONE, Duration.ofMillis(250))).isEqualByComparingTo("0.000125");
        assertThat(tariff.cost(Usage.NONE, Duration.ofNanos(1)).scale()).isEqualTo(12);
        assertThat(tariff.worstCase(9, 9, Duration.ofSeconds(60))).isEqualByComparingTo("0.03");
    }
}
