package dev.penstock.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.store.AlertRow.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What goes over the wire, byte by byte. `-Dpenstock.golden=write` writes the files anew; look at the diff.
class PayloadTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dev/penstock/engine/alert");
    private static final Alert ALERT = Told.firing("dead-letters", "ticket-triage", null);

    @Test
    void asJson() throws IOException {
        assertGolden("alert.json", Payload.of(List.of(ALERT), Webhook.Format.JSON).toPrettyString());
        assertGolden("resolved.json", Payload.of(List.of(Told.over(ALERT)), Webhook.Format.JSON).toPrettyString());
        assertGolden("test.json", Payload.test(Webhook.Format.JSON).toPrettyString());
    }

    @Test
    void thoseThatGoTogether() throws IOException {
        var other = Told.firing("dead-letters", "ticket-triage", "r_7F3K");

        assertGolden("group.json", Payload.of(List.of(Told.over(ALERT), other), Webhook.Format.JSON).toPrettyString());
        assertGolden("digest-slack.json", Payload
                .digest(List.of(ALERT, other, Told.firing("budget", "ticket-triage", "r_7F3K")), Webhook.Format.SLACK)
                .toPrettyString());
    }

    @Test
    void forSlack() throws IOException {
        var hostile = Told.alert("dead-letters", new Subject("ticket-triage", "r_7F3K", "claude", "m", true), null,
                "<!channel> & <https://evil.example|click>\u2028\u001b[31m\nFIRING");

        assertGolden("alert-slack.json", Payload.of(List.of(ALERT), Webhook.Format.SLACK).toPrettyString());
        assertGolden("alert-slack-hostile.json", Payload.of(List.of(hostile), Webhook.Format.SLACK).toPrettyString());
    }

    @Test
    void saysNoIdOfAnItem() {
        for (var format : Webhook.Format.values()) {
            assertThat(Payload.of(List.of(ALERT), format).toString()).doesNotContain("item-4711");
            assertThat(Payload.digest(List.of(ALERT), format).toString()).doesNotContain("item-4711");
        }
        assertThat(ALERT.inHouse()).endsWith("(items item-4711)");
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
