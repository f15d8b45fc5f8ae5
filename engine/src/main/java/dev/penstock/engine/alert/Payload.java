package dev.penstock.engine.alert;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a webhook gets. `alerts` has Alertmanager's field names, so that receivers made for it understand them.
final class Payload {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String RUNBOOK = "https://penstock.dev/docs/alerts#";

    private Payload() {}

    /// @param alerts of one rule and task
    static ObjectNode of(List<Alert> alerts, Webhook.Format format) {
        var first = alerts.getFirst();
        return body(alerts, text(alerts), first.rule() + ":" + first.subject().task(), format);
    }

    /// What was held back because there was too much.
    static ObjectNode digest(List<Alert> alerts, Webhook.Format format) {
        var counts = alerts.stream()
                .collect(Collectors.groupingBy(Alert::rule, TreeMap::new, Collectors.counting()));
        return body(alerts,
                "DIGEST of " + alerts.size() + " alerts, held back because there were " + Mailbox.MOST_PER_HOUR
                        + " messages in an hour" + Words.top(counts) + ". Look: penstock alerts",
                "digest", format);
    }

    /// What a message is about, on one short line.
    static String subject(List<Alert> alerts) {
        var first = alerts.getFirst();
        return word(first) + " " + first.rule() + ": " + first.subject().task();
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

    private static ObjectNode body(List<Alert> alerts, String text, String groupKey, Webhook.Format format) {
        return switch (format) {
            case SLACK -> slack(text);
            case JSON -> {
                boolean over = alerts.stream().allMatch(Alert::resolved);
                var body = head(text, over ? "resolved" : "firing", groupKey,
                        alerts.stream().anyMatch(alert -> alert.subject().simulated()));
                var all = body.putArray("alerts");
                alerts.forEach(alert -> add(all, alert));
                yield body;
            }
        };
    }

    private static String text(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> (alert.subject().simulated() ? "SIMULATED " : "") + word(alert) + " " + alert.sentence())
                .collect(Collectors.joining("\n"));
    }

    private static String word(Alert alert) {
        return alert.resolved() ? "RESOLVED" : "FIRING";
    }

    /// Slack reads `&`, `<` and `>` as its own (docs.slack.dev, "Formatting message text", November 2026): unescaped, a name
    /// could call a whole channel.
    private static ObjectNode slack(String text) {
        return JSON.objectNode().put("text", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }

    private static void add(ArrayNode all, Alert alert) {
        var subject = alert.subject();
        var times = alert.row().times();
        var one = all.addObject()
                .put("status", alert.resolved() ? "resolved" : "firing")
                .put("fingerprint", alert.row().fingerprint());
        var labels = one.putObject("labels")
                .put("alertname", alert.rule())
                .put("severity", alert.severity().label())
                .put("task", subject.task());
        putIfKnown(labels, "endpoint", subject.endpoint());
        putIfKnown(labels, "model", subject.model());
        var annotations = one.putObject("annotations").put("summary", alert.summary()).put("next", alert.next());
        putIfKnown(annotations, "run", subject.run());
        annotations.put("runbook_url", RUNBOOK + alert.rule());
        one.put("startsAt", seconds(times.since())).put("endsAt", seconds(times.resolved()));
        one.put("value", alert.figure().value())
                .put("threshold", alert.figure().threshold())
                .put("samples", alert.figure().samples());
    }

    private static void putIfKnown(ObjectNode node, String key, @Nullable String value) {
        if (value != null) {
            node.put(key, value);
        }
    }

    private static @Nullable String seconds(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ObjectNode head(String text, String status, String groupKey, boolean simulated) {
        return JSON.objectNode()
                .put("text", text)
                .put("version", "1")
                .put("status", status)
                .put("groupKey", groupKey)
                .put("simulated", simulated);
    }
}
