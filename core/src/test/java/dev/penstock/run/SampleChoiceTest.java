package dev.penstock.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleChoiceTest {
    private static final int ITEMS = 200_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1, 0.5})
    void choosesTheShareItWasAskedFor(double rate) {
        var choice = new SampleChoice(42, rate);

        long chosen = IntStream.range(0, ITEMS).filter(i -> choice.falls("r", "item-" + i)).count();

        double deviation = Math.sqrt(ITEMS * rate * (1 - rate));
        assertThat((double) chosen).isBetween(ITEMS * rate - 4 * deviation, ITEMS * rate + 4 * deviation);
    }

    @Test
    void isSpreadEvenlyOverTheOrderOfTheItems() {
        var choice = new SampleChoice(7, 0.05);
        int blocks = 20;
        int size = ITEMS / blocks;

        double chiSquare = IntStream.range(0, blocks)
                .mapToDouble(block -> IntStream.range(block * size, (block + 1) * size)
                        .filter(i -> choice.falls("r", String.valueOf(i)))
                        .count())
                .map(chosen -> (chosen - size * 0.05) * (chosen - size * 0.05) / (size * 0.05 * 0.95))
                .sum();

        assertThat(chiSquare).as("20 degrees of freedom, 99.99%").isLessThan(52.4);
    }

    @Test
    void aHigherRateKeepsWhatALowerOneChose() {
        var few = new SampleChoice(1, 0.01);
        var more = new SampleChoice(1, 0.02);

        assertThat(IntStream.range(0, 10_000).mapToObj(String::valueOf).filter(id -> few.falls("r", id)))
                .isNotEmpty()
                .allMatch(id -> more.falls("r", id));
    }

    @Test
    void dependsOnSeedRunAndItem() {
        assertThat(chosen(1, "r")).isNotEqualTo(chosen(2, "r")).isNotEqualTo(chosen(1, "s")).isEqualTo(chosen(1, "r"));
        assertThat(new SampleChoice(1, 0).falls("r", "a")).isFalse();
        assertThat(new SampleChoice(1, 1).falls("r", "a")).isTrue();
    }

    private static java.util.List<Integer> chosen(long seed, String run) {
        return IntStream.range(0, 1_000).filter(i -> new SampleChoice(seed, 0.1).falls(run, "" + i)).boxed().toList();
    }
}
