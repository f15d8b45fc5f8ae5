package dev.penstock.engine.alert;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a webhook gets. `alerts` has Alertmanager's field names, so that receivers made for it understand them.
final class Payload {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int FINGERPRINT_BYTES = 8;

    private Payload() {}

    static ObjectNode of(Alert alert, Webhook.Format format) {
        var text = (alert.subject().simulated() ? "SIMULATED " : "") + "FIRING " + alert.sentence();
        return switch (format) {
            case SLACK -> slack(text);
            case JSON -> json(text, alert);
        };
    }

    /// What `penstock doctor --send` sends.
    static ObjectNode test(Webhook.Format format) {
        var text = "TEST: Penstock's alerts arrive here.";
        return switch (format) {
            case SLACK -> slack(text);
            case JSON -> {
                var body = head(text, "test", "test", false);
                body.putArray("alerts");
                yield body;
            }
        };
    }

    /// Slack reads `&`, `<` and `>` as its own (docs.slack.dev, "Formatting message text", November 2026): unescaped, a name
    /// could call a whole channel.
    private static ObjectNode slack(String text) {
        return JSON.objectNode().put("text", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }

    private static ObjectNode json(String text, Alert alert) {
        var subject = alert.subject();
        var body = head(text, "firing", alert.rule() + ":" + subject.task(), subject.simulated());
        var one = body.putArray("alerts").addObject().put("status", "firing").put("fingerprint", fingerprint(alert));
        one.putObject("labels")
                .put("alertname", alert.rule())
                .put("severity", alert.severity().label())
                .put("task", subject.task())
                .put("endpoint", subject.endpoint());
        one.putObject("annotations")
                .put("summary", alert.summary())
                .put("next", alert.next())
                .put("run", subject.run());
        one.put("startsAt", alert.at().truncatedTo(ChronoUnit.SECONDS).toString()).putNull("endsAt");
        one.put("value", alert.figure().value())
                .put("threshold", alert.figure().threshold())
                .put("samples", alert.figure().samples());
        return body;
    }

    private static ObjectNode head(String text, String status, String groupKey, boolean simulated) {
        return JSON.objectNode()
                .put("text", text)
                .put("version", "1")
                .put("status", status)
                .put("groupKey", groupKey)
                .put("simulated", simulated);
    }

    /// The same for what is the same matter.
    private static String fingerprint(Alert alert) {
        try {
            var hash = MessageDigest.getInstance("SHA-256")
                    .digest((alert.rule() + "\n" + alert.subject().run()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
