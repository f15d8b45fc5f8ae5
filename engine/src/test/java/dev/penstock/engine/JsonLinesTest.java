package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private static final long HUGE = 256L << 20;
    private static final int CAP = 1_000;

    @Test
    void keepsNoMoreOfALineThanItsCapHoweverLongItIs() {
        try (var lines = new JsonLines(new OneLongLine(), 0, CAP)) {
            var line = Objects.requireNonNull(lines.next());

            assertThat(line.bytes()).isEqualTo(HUGE);
            assertThat(line.text()).hasSize(CAP);
            assertThat(lines.next()).isNull();
        }
    }

    /// A quarter of a gigabyte without a line end.
    private static final class OneLongLine extends InputStream {
        private long left = HUGE;

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            int bytes = (int) Math.min(length, left);
            Arrays.fill(buffer, from, from + bytes, (byte) 'x');
            left -= bytes;
            return bytes == 0 ? -1 : bytes;
        }
    }
}
