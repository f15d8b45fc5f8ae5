package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void countsWideLettersAsTwoColumnsAndCombiningMarksAsNone() {
        assertThat(Columns.width("你好")).isEqualTo(4);
        assertThat(Columns.width("e\u0301")).isEqualTo(1);
        assertThat(Columns.width("😀")).isEqualTo(2);
        assertThat(Columns.width("████▋··")).isEqualTo(7);
    }

    @Test
    void countsColourSequencesAsNothingAndResetsThemWhenItCuts() {
        var painted = new Palette(true).bad("abcdef");

        assertThat(Columns.width(painted)).isEqualTo(6);
        assertThat(Columns.cut(painted, 4)).isEqualTo("\u001b[31mabc…\u001b[0m");
    }

    @Test
    void cutsInsteadOfWrapping() {
        assertThat(Columns.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Columns.cut("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(Columns.cut("你好你好", 6)).isEqualTo("你好…");
    }

    @Test
    void wrapsAtSpacesAndBreaksWordsThatAreTooLong() {
        assertThat(Columns.wrap("one two three", 8)).containsExactly("one two", "three");
        assertThat(Columns.wrap("abcdefghij", 4)).containsExactly("abcd", "efgh", "ij");
        assertThat(Columns.wrap("a\n\nb", 4)).containsExactly("a", "", "b");
    }

    @Test
    void keepsTheRightEndWhenBothDoNotFit() {
        assertThat(Columns.ends("left text", "right", 12)).isEqualTo("left … right");
        assertThat(Columns.ends("left", "right", 12)).isEqualTo("left   right");
    }
}
