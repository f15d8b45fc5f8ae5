package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void isLiveOnlyOnATerminalThatCanRepaint() {
        assertThat(detect(Map.of(), Terminal.Colour.AUTO).live()).isTrue();
        assertThat(detect(Map.of("CI", "true"), Terminal.Colour.AUTO).live()).isFalse();
        assertThat(detect(Map.of("TERM", "dumb"), Terminal.Colour.AUTO).live()).isFalse();
    }

    @Test
    void usesNoColourWhenNoColorIsSetButAlwaysWins() {
        assertThat(detect(Map.of(), Terminal.Colour.AUTO).messages().on()).isTrue();
        assertThat(detect(Map.of("NO_COLOR", "1"), Terminal.Colour.AUTO).messages().on()).isFalse();
        assertThat(detect(Map.of("NO_COLOR", ""), Terminal.Colour.AUTO).messages().on()).isTrue();
        assertThat(detect(Map.of("NO_COLOR", "1"), Terminal.Colour.ALWAYS).messages().on()).isTrue();
        assertThat(detect(Map.of(), Terminal.Colour.NEVER).messages().on()).isFalse();
    }

    @Test
    void tellsTheTwoStreamsApart() {
        var piped = Terminal.detect(name -> null, descriptor -> descriptor == 2, OptionalInt::empty,
                Terminal.Colour.AUTO);

        assertThat(piped.messages().on()).isTrue();
        assertThat(piped.results().on()).isFalse();
    }

    @Test
    void takesTheWidthFromTheTerminalThenFromColumns() {
        assertThat(detect(Map.of("COLUMNS", "77"), Terminal.Colour.AUTO).width()).isEqualTo(120);
        assertThat(Terminal
                .detect(Map.of("COLUMNS", "77")::get, descriptor -> false, OptionalInt::empty, Terminal.Colour.AUTO)
                .width()).isEqualTo(77);
        assertThat(Terminal.none().width()).isEqualTo(100);
    }

    private static Terminal detect(Map<String, String> env, Terminal.Colour colour) {
        return Terminal.detect(env::get, descriptor -> true, () -> OptionalInt.of(120), colour);
    }
}
