package dev.penstock.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private final Watchdog watchdog = new Watchdog(Duration.ofMinutes(1), 0);
    private long now;

    @Test
    void barksWhenNothingMovedForTenMinutesMoreThanACallMayTake() {
        look("a", false, Duration.ofSeconds(30));
        for (int i = 0; i < 21; i++) {
            assertThat(look("a", false, Duration.ofSeconds(30))).as("look %s", i).isFalse();
        }
        assertThat(look("a", false, Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void startsAnewWithEverythingThatMoves() {
        for (int i = 0; i < 100; i++) {
            assertThat(look("step " + i / 10, false, Duration.ofMinutes(1))).isFalse();
        }
    }

    @Test
    void waitsAsLongAsSomethingMakesTheRunWait() {
        for (int i = 0; i < 100; i++) {
            assertThat(look("a", true, Duration.ofMinutes(1))).isFalse();
        }
    }

    @Test
    void takesAStoppedProcessForNoStall() {
        look("a", false, Duration.ofSeconds(1));
        assertThat(look("a", false, Duration.ofHours(8))).isFalse();
        assertThat(look("a", false, Duration.ofSeconds(1))).isFalse();
    }

    private boolean look(String seen, boolean waits, Duration after) {
        now += after.toNanos();
        return watchdog.stalled(now, seen, waits);
    }
}
