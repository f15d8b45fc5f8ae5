package dev.penstock.engine.alert;

import dev.penstock.provider.Secret;
import dev.penstock.settings.Deferred;
import dev.penstock.settings.Section;
import dev.penstock.settings.WebAddress;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the section `alerts` says: who is told, and what is worth telling.
///
/// @param rules those that are on
/// @param warnAt share of a budget that is worth a warning
public record AlertConfig(List<WebhookConfig> webhooks, List<Rule> rules, BigDecimal warnAt) {
    private static final String OFF = "off";

    public AlertConfig {
        webhooks = List.copyOf(webhooks);
        rules = List.copyOf(rules);
    }

    /// One entry under `alerts.webhooks`. Whatever an environment variable is missing from shows when it is opened.
    ///
    /// @param secret of the signature
    public record WebhookConfig(Deferred url, Webhook.Format format, Deferred secret) {
        /// The webhook, ready to be sent to.
        ///
        /// @throws dev.penstock.settings.SettingsException if an environment variable is missing
        public Webhook open() {
            return new Webhook(new Secret(url.get().orElseThrow()), format,
                    secret.get().flatMap(Signature::of).orElse(null));
        }
    }

    /// @param warnAt share of a budget that is worth a warning
    public static AlertConfig read(Section root, BigDecimal warnAt) {
        var alerts = root.section("alerts");
        return new AlertConfig(alerts.sectionList("webhooks").stream().map(AlertConfig::webhook).toList(),
                rules(alerts.section("rules"), warnAt), warnAt);
    }

    private static WebhookConfig webhook(Section section) {
        var url = section.deferredText("url");
        var format = section.choice("format", "json", "slack").orElse("json");
        var secret = section.deferredText("secret");
        if (!section.has("url")) {
            section.problem("url", "is missing", "such as ${SLACK_WEBHOOK_URL}");
        } else {
            check(section, "url", url, WebAddress::problem, "https, or http inside a private network");
        }
        check(section, "secret", secret, AlertConfig::problem, "such as made by: openssl rand -base64 32");
        if (format.equals("slack") && section.has("secret")) {
            section.problem("secret", "is of no use with format slack, which has no signatures", "remove it");
        }
        return new WebhookConfig(url, format.equals("slack") ? Webhook.Format.SLACK : Webhook.Format.JSON, secret);
    }

    /// What is not there cannot be judged; it is missed when it is needed.
    private static void check(Section section, String key, Deferred value, Function<String, Optional<String>> problem,
            String allowed) {
        if (value instanceof Deferred.Ready(var text, _)) {
            text.flatMap(problem).ifPresent(message -> section.problem(key, message, allowed));
        }
    }

    private static Optional<String> problem(String secret) {
        return Signature.of(secret).isPresent() ? Optional.empty() : Optional.of("must be 24 to 64 bytes in Base64");
    }

    private static List<Rule> rules(Section section, BigDecimal warnAt) {
        var rules = new ArrayList<Rule>();
        for (var rule : List.of(new EndpointHalted(), new RunPaused(), new ZeroAccepted(), new BudgetShare(warnAt))) {
            if (section.choice(rule.name(), OFF).isEmpty()) {
                rules.add(rule);
            }
        }
        unlessOff(section, DeadLetterShare.NAME, section::percent, DeadLetterShare.MOST).map(DeadLetterShare::new)
                .ifPresent(rules::add);
        unlessOff(section, NoProgress.NAME, section::duration, NoProgress.AFTER).map(NoProgress::new)
                .ifPresent(rules::add);
        return rules;
    }

    private static <T> Optional<T> unlessOff(Section section, String key, Function<String, Optional<T>> threshold,
            T usual) {
        return section.text(key).filter(OFF::equals).isPresent()
                ? Optional.empty()
                : Optional.of(threshold.apply(key).orElse(usual));
    }
}
