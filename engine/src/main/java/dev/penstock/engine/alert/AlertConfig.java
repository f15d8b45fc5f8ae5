package dev.penstock.engine.alert;

import dev.penstock.engine.alert.AlertBoard.Current;
import dev.penstock.engine.alert.AlertBoard.RuleLine;
import dev.penstock.engine.alert.CallShare.Part;
import dev.penstock.provider.Secret;
import dev.penstock.settings.Deferred;
import dev.penstock.settings.Section;
import dev.penstock.settings.WebAddress;
import java.math.BigDecimal;
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

    /// All rules for a board, also those that are off.
    ///
    /// @param current what the rule of a name sees right now
    List<RuleLine> lines(Function<String, List<Current>> current) {
        return usual(warnAt).stream().map(rule -> {
            var on = rules.stream().filter(one -> one.name().equals(rule.name())).findFirst();
            return new RuleLine(rule.name(), rule.severity().label(), on.isPresent(), on.orElse(rule).when(),
                    current.apply(rule.name()));
        }).toList();
    }

    /// All rules, as they are where nothing is said.
    static List<Rule> usual(BigDecimal warnAt) {
        return List.of(new Ending(Ending.How.ENDPOINT_HALTED), new Ending(Ending.How.RUN_PAUSED),
                new Ending(Ending.How.RUN_BROKEN), new Ending(Ending.How.ZERO_ACCEPTED),
                new DeadLetterShare(DeadLetterShare.MOST), new NoProgress(NoProgress.AFTER), new BudgetShare(warnAt),
                new CallShare(Part.NON_RETRYABLE, Part.NON_RETRYABLE.usual),
                new CallShare(Part.RETRYABLE, Part.RETRYABLE.usual),
                new CallShare(Part.TRUNCATED, Part.TRUNCATED.usual), new LatencyTail(LatencyTail.FACTOR),
                new TokensPerRequest(TokensPerRequest.FACTOR), new Quality(Quality.MOST),
                new ReviewBacklog(ReviewBacklog.AFTER), new SampleStoreFailing(), new TakenOver(),
                new BatchWait(BatchWait.What.LATE, BatchWait.What.LATE.usual),
                new BatchWait(BatchWait.What.EXPIRING, BatchWait.What.EXPIRING.usual));
    }

    private static List<Rule> rules(Section section, BigDecimal warnAt) {
        return usual(warnAt).stream().map(rule -> rule(section, rule)).flatMap(Optional::stream).toList();
    }

    private static Optional<Rule> rule(Section section, Rule usual) {
        var name = usual.name();
        Function<String, Optional<BigDecimal>> factor = key -> section.decimal(key, BigDecimal.ONE);
        return switch (usual) {
            case Ending _,TakenOver _,BudgetShare _,SampleStoreFailing _ ->
                section.choice(name, OFF).isEmpty() ? Optional.of(usual) : Optional.empty();
            case DeadLetterShare(var most) ->
                unlessOff(section, name, section::percent, most).map(DeadLetterShare::new);
            case Quality(var most) -> unlessOff(section, name, section::percent, most).map(Quality::new);
            case CallShare(var part, var most) -> unlessOff(section, name, section::percent, most)
                    .map(share -> new CallShare(part, share));
            case LatencyTail(var times) -> unlessOff(section, name, factor, times).map(LatencyTail::new);
            case TokensPerRequest(var times) -> unlessOff(section, name, factor, times).map(TokensPerRequest::new);
            case BatchWait(var what, var limit) -> unlessOff(section, name, section::duration, limit)
                    .map(other -> new BatchWait(what, other));
            case NoProgress(var after) -> unlessOff(section, name, section::duration, after).map(NoProgress::new);
            case ReviewBacklog(var after) -> unlessOff(section, name, section::duration, after)
                    .map(ReviewBacklog::new);
        };
    }

    private static <T> Optional<T> unlessOff(Section section, String key, Function<String, Optional<T>> threshold,
            T usual) {
        return section.text(key).filter(OFF::equals).isPresent()
                ? Optional.empty()
                : Optional.of(threshold.apply(key).orElse(usual));
    }
}
