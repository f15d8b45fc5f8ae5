package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransmissionTest {
    @Test
    void silencesAndPausesAreShorterInFasterTime() {
        assertThat(new Transmission.Stall(Duration.ofMinutes(1)).at(60))
                .isEqualTo(new Transmission.Stall(Duration.ofSeconds(1)));
        var reply = HttpReply.json(200, "{}");
        assertThat(new Transmission.Trickle(reply, Duration.ofMillis(20)).at(2))
                .isEqualTo(new Transmission.Trickle(reply, Duration.ofMillis(10)));
        assertThat(new Transmission.Whole(reply).at(60)).isEqualTo(new Transmission.Whole(reply));
    }
}
