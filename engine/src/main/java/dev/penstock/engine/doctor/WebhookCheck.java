package dev.penstock.engine.doctor;

import dev.penstock.engine.alert.AlertConfig;
import dev.penstock.engine.alert.AlertConfig.WebhookConfig;
import dev.penstock.engine.alert.TestMessage;
import dev.penstock.settings.SettingsException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Looks at the webhooks: is anybody told when a run is in trouble, and does it arrive.
final class WebhookCheck {
    private final AlertConfig alerts;
    private final Clock clock;
    private final List<Diagnosis> found = new ArrayList<>();

    WebhookCheck(AlertConfig alerts, Clock clock) {
        this.alerts = alerts;
        this.clock = clock;
    }

    /// @param send false to send nothing
    List<Diagnosis> examine(boolean send) {
        if (alerts.webhooks().isEmpty()) {
            found.add(Diagnosis.ok("webhooks", "none: alerts go to the log and the screen only"));
        }
        alerts.webhooks().forEach(webhook -> examine(webhook, send));
        return found;
    }

    private void examine(WebhookConfig config, boolean send) {
        try {
            var webhook = config.open();
            var subject = "webhook " + webhook.place();
            var format = webhook.format().name().toLowerCase(Locale.ROOT);
            if (!send) {
                found.add(Diagnosis.ok(subject, format + "; --send tries it"));
                return;
            }
            found.add(TestMessage.send(webhook, clock)
                    .map(why -> Diagnosis.problem(subject, "did not take a test message: " + why,
                            "nobody would be told; mend it in alerts.webhooks or at the receiver"))
                    .orElseGet(() -> Diagnosis.ok(subject, "reachable, took a test message (" + format + ")")));
        } catch (SettingsException e) {
            e.problems().forEach(problem -> found.add(SettingsCheck.problem("webhooks", problem)));
        }
    }
}
