package dev.penstock.provider.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntriesTest {
    private static String text(Entries entries) throws IOException {
        var bytes = entries.stream().readAllBytes();
        assertThat(entries.bytes()).isEqualTo(bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void aFileEndsEachLine() throws IOException {
        assertThat(text(Entries.jsonLines(List.of("{\"ü\":1}", "{}")))).isEqualTo("{\"ü\":1}\n{}\n");
    }

    @Test
    void aListSeparatesThem() throws IOException {
        assertThat(text(new Entries(List.of("1", "2", "3"), "[", ",", "]"))).isEqualTo("[1,2,3]");
    }

    @Test
    void givesByteByByteWhatItGivesAtOnce() throws IOException {
        var in = Entries.jsonLines(List.of("é")).stream();
        assertThat(List.of(in.read(), in.read(), in.read(), in.read())).containsExactly(0xc3, 0xa9, (int) '\n', -1);
    }

    @Test
    void refusesNoneAndMoreThanTheCapsAllow() {
        var two = Entries.jsonLines(List.of("{}", "{}"));
        assertThat(two.within(new Caps(2, 6))).isSameAs(two);
        assertThatThrownBy(() -> two.within(new Caps(1, 100))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> two.within(new Caps(2, 5))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 2 entries and 6 bytes");
        assertThatThrownBy(() -> Entries.jsonLines(List.of()).within(new Caps(2, 5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineStaysOneForReadersThatBreakLinesWhereUnicodeDoes() {
        assertThat(Entries.line("{\"a\":\"1\u20282\u20293\u00854\"}")).isEqualTo(
                "{\"a\":\"1\\u20282\\u20293\\u00854\"}");
    }
}
