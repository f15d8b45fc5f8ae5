package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"req_01J8XK", "end_turn", "slow down, please", ""})
    void keepsAnOrdinaryTextAsItIs(String text) {
        assertThat(OneLine.of(text, 100)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "two\u2028lines", "two \u001b lines", "two\u202elines", " two  lines ",
            "two\u0085lines"})
    void hasNoBreakNoControlCharacterAndNoSpaceToSpare(String text) {
        assertThat(OneLine.of(text, 100)).isEqualTo("two lines");
    }

    @Test
    void isCutToItsLengthWithASignThatItIs() {
        assertThat(OneLine.of("0123456789", 10)).isEqualTo("0123456789");
        assertThat(OneLine.of("0123456789a", 10)).isEqualTo("012345678…");
        assertThat(OneLine.of("word ".repeat(1000), 10)).isEqualTo("word word…");
    }
}
