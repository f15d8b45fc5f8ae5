package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
    @Test
    void showsControlsAsChipsInsteadOfObeyingThem() {
        assertThat(TerminalText.clean("a\u001b[2Jb")).isEqualTo("a⟨U+001B⟩[2Jb");
        assertThat(TerminalText.clean("x\u202ey")).isEqualTo("x⟨U+202E⟩y");
        assertThat(TerminalText.clean("\u009b31m")).isEqualTo("⟨U+009B⟩31m");
        assertThat(TerminalText.clean("a\rb")).isEqualTo("a⟨U+000D⟩b");
        assertThat(TerminalText.clean("\ud800")).isEqualTo("⟨U+D800⟩");
        assertThat(TerminalText.clean("\udb40\udc41")).isEqualTo("⟨U+E0041⟩");
    }

    @Test
    void leavesOrdinaryTextOfAnyLanguageAlone() {
        var text = "Grüße, 你好, हिन्दी, عربي, ¿qué?, 😀, e\u0301, €";

        assertThat(TerminalText.clean(text)).isEqualTo(text);
    }

    @Test
    void keepsLineBreaksUnlessOneLineIsAskedFor() {
        assertThat(TerminalText.clean("a\nb\tc")).isEqualTo("a\nb    c");
        assertThat(TerminalText.oneLine(" a\r\nb\tc\n")).isEqualTo("a b c");
    }
}
