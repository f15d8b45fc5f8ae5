package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, UTF_8);

    @Test
    void repaintsInPlaceAndPrintsMessagesAboveThePicture() {
        try (var messages = new Messages(err, true, new Palette(true))) {
            messages.paint(List.of("one", "two"));
            messages.say("careful");
            messages.paint(List.of("three"));
        }

        assertThat(bytes.toString(UTF_8)).isEqualTo("\u001b[?25l\u001b[2Kone\n\u001b[2Ktwo\n"
                + "\u001b[2A\r\u001b[0Jcareful\none\ntwo\n" + "\u001b[2A\r\u001b[2Kthree\n\u001b[0J" + "\u001b[?25h");
    }

    @Test
    void givesTheCursorBackOnceWhateverHappens() {
        var messages = new Messages(err, true, new Palette(true));
        messages.paint(List.of("one"));
        messages.close();
        messages.close();

        assertThat(bytes.toString(UTF_8)).containsOnlyOnce("\u001b[?25h").endsWith("\u001b[?25h");
    }

    @Test
    void paintsNothingWhereThereIsNoTerminal() {
        try (var messages = new Messages(err, false, new Palette(true))) {
            messages.paint(List.of("one"));
            messages.say("careful");
        }

        assertThat(bytes.toString(UTF_8)).isEqualTo("careful\n");
    }
}
