package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "500, 1", "501, 2", "10000, 20"})
    void opensAClientForEveryFiveHundredCalls(int calls, int clients) {
        assertThat(lanes(calls).all()).hasSize(clients);
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "500, 500", "501, 251", "10000, 500"})
    void keepsAsManyConnectionsAsAClientsShareOfTheCalls(int calls, int connections) {
        assertThat(Lanes.idleConnections(calls)).isEqualTo(connections);
    }

    @Test
    void givesEveryClientTheSameShareOfTheCalls() {
        var lanes = lanes(10_000);

        var shares = Stream.generate(lanes::next)
                .limit(10_000)
                .collect(Collectors.groupingBy(client -> client, Collectors.counting()));

        assertThat(shares).hasSize(20).allSatisfy((_, calls) -> assertThat(calls).isEqualTo(500));
        assertThat(lanes.all()).containsExactlyInAnyOrderElementsOf(shares.keySet());
    }

    private static Lanes<Integer> lanes(int calls) {
        return Lanes.open(calls, new AtomicInteger()::getAndIncrement);
    }
}
