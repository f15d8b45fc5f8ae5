package dev.penstock.provider.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    /// Gives a few bytes at a time, as a network does.
    private static InputStream inPieces(String text, int size) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, size));
            }
        };
    }

    private static List<String> read(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        int count = new JsonLines(line -> lines.add(line.map(Object::toString).orElse("?"))).read(in);
        assertThat(count).isEqualTo(lines.size());
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void findsTheLinesHoweverTheyArrive(int size) throws IOException {
        assertThat(read(inPieces("{\"a\":\"ü\u2028\"}\r\n\n  \n{\"b\":2}\nnone\n{\"c\":3}", size)))
                .containsExactly("{\"a\":\"ü\u2028\"}", "{\"b\":2}", "?", "{\"c\":3}");
    }

    @Test
    void anEndInTheMiddleOfALineIsNoEnd() {
        var lines = new ArrayList<String>();
        assertThatThrownBy(() -> new JsonLines(line -> lines.add(line.orElseThrow().toString()))
                .read(inPieces("{\"a\":1}\n{\"b\":", 100))).isInstanceOf(EOFException.class);
        assertThat(lines).containsExactly("{\"a\":1}");
    }

    @Test
    void nothingHasNoLines() throws IOException {
        assertThat(read(inPieces("", 1))).isEmpty();
    }
}
