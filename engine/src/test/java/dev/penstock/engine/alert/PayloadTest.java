package dev.penstock.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What goes over the wire, byte by byte. `-Dpenstock.golden=write` writes the files anew; look at the diff.
class PayloadTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dev/penstock/engine/alert");
    private static final Alert ALERT = alert("9.1% of 412 items dead-lettered in 15 min (limit 5%)", false);

    @Test
    void asJson() throws IOException {
        assertGolden("alert.json", Payload.of(ALERT, Webhook.Format.JSON).toPrettyString());
        assertGolden("test.json", Payload.test(Webhook.Format.JSON).toPrettyString());
    }

    @Test
    void forSlack() throws IOException {
        assertGolden("alert-slack.json", Payload.of(ALERT, Webhook.Format.SLACK).toPrettyString());
        assertGolden("alert-slack-hostile.json", Payload.of(
                alert("<!channel> & <https://evil.example|click>\u2028\u001b[31m\nFIRING", true),
                Webhook.Format.SLACK).toPrettyString());
    }

    @Test
    void namesTheSameMatterTheSame() {
        var again = Payload.of(alert("another sentence", false), Webhook.Format.JSON).at("/alerts/0/fingerprint");

        assertThat(again).isEqualTo(Payload.of(ALERT, Webhook.Format.JSON).at("/alerts/0/fingerprint"));
    }

    private static Alert alert(String summary, boolean simulated) {
        return new Alert("dead-letters", Severity.CRITICAL, Instant.parse("2026-11-23T12:04:10.5Z"),
                new Alert.Subject("ticket-triage", "r_7F3K", "claude", simulated),
                new Alert.Figure(37.5 / 412, 0.05, 412), summary, "penstock dead-letters list --run r_7F3K");
    }

    private static void assertGolden(String name, String text) throws IOException {
        var file = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("penstock.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text + "\n");
        }
        assertThat(text + "\n").isEqualTo(Files.readString(file));
    }
}
