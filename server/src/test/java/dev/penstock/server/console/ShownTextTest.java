package dev.penstock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.console.ShownText.Piece;
import dev.penstock.server.console.ShownText.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownTextTest {
    @Test
    void evidenceIsMarkedWhereItStands() {
        assertThat(ShownText.of("My order A-77 never came", List.of(new Span(9, 13))).pieces()).containsExactly(
                new Piece("My order ", false, false), new Piece("A-77", true, false),
                new Piece(" never came", false, false));
    }

    @Test
    void overlappingSpansAndThoseOutsideOfTheTextAreMarkedOnce() {
        var marked = ShownText.of("abcdef", List.of(new Span(1, 3), new Span(2, 4), new Span(5, 99), new Span(-3, 0)))
                .pieces()
                .stream()
                .filter(Piece::marked)
                .map(Piece::text);

        assertThat(String.join("", marked.toList())).isEqualTo("bcdf");
    }

    @Test
    void whatWouldBeObeyedIsNamed() {
        var shown = ShownText.of("a\u202Eb\u0007\r\n\tc\u2028\u200Bd\uFEFF\u061C");

        assertThat(shown.pieces().stream().filter(Piece::sign).map(Piece::text)).containsExactly("U+202E", "U+0007",
                "U+000D", "U+2028", "U+200B", "U+FEFF", "U+061C");
        assertThat(shown.pieces().stream().filter(piece -> !piece.sign()).map(Piece::text)).containsExactly("a", "b",
                "\n\tc", "d");
    }

    @Test
    void anEmptyTextHasNoPieces() {
        assertThat(ShownText.of("").pieces()).isEmpty();
    }

    @Test
    void aLineIsCutAndSaysSo() {
        assertThat(ShownText.line("a\n  b").pieces()).containsExactly(new Piece("a b", false, false));
        var cut = ShownText.line("\uD83D\uDE00".repeat(300)).pieces().getFirst().text();
        assertThat(cut).endsWith("…").doesNotContain("\uFFFD");
        assertThat(cut.codePointCount(0, cut.length())).isEqualTo(100);
    }
}
