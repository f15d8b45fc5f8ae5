package dev.penstock.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.engine.alert.BatchWait.What;
import dev.penstock.engine.alert.CallShare.Part;
import dev.penstock.engine.alert.Ending.How;
import dev.penstock.settings.Settings;
import dev.penstock.settings.SettingsException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertConfigTest {
    private static final BigDecimal WARN_AT = new BigDecimal("0.80");
    private static final Map<String, String> ENV = Map.of("HOOK", "https://hooks.slack.com/services/T0/B0/canary-4711",
            "SIGN", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "BAD", "http://canary-4711.example.com/x");

    @Test
    void hasTheseDefaults() {
        var config = read("other: 1");

        assertThat(config.webhooks()).isEmpty();
        assertThat(config.rules()).containsExactly(new Ending(How.ENDPOINT_HALTED), new Ending(How.RUN_PAUSED),
                new Ending(How.RUN_BROKEN), new Ending(How.ZERO_ACCEPTED),
                new DeadLetterShare(new BigDecimal("0.05")), new NoProgress(Duration.ofMinutes(10)),
                new BudgetShare(new BigDecimal("0.80")), new CallShare(Part.NON_RETRYABLE, new BigDecimal("0.02")),
                new CallShare(Part.RETRYABLE, new BigDecimal("0.20")),
                new CallShare(Part.TRUNCATED, new BigDecimal("0.05")), new LatencyTail(new BigDecimal("3")),
                new TokensPerRequest(new BigDecimal("1.5")), new Quality(new BigDecimal("0.05")),
                new ReviewBacklog(Duration.ofHours(24)), new SampleStoreFailing(), new TakenOver(),
                new BatchWait(What.LATE, Duration.ofHours(4)), new BatchWait(What.EXPIRING, Duration.ofHours(2)));
        assertThat(config.rules()).extracting(Rule::severity, Rule::lasting)
                .containsExactly(
                        tuple(Severity.CRITICAL, Duration.ZERO), tuple(Severity.CRITICAL, Duration.ZERO),
                        tuple(Severity.CRITICAL, Duration.ZERO), tuple(Severity.CRITICAL, Duration.ZERO),
                        tuple(Severity.CRITICAL, Duration.ZERO), tuple(Severity.CRITICAL, Duration.ZERO),
                        tuple(Severity.WARNING, Duration.ZERO), tuple(Severity.CRITICAL, Duration.ZERO),
                        tuple(Severity.WARNING, Duration.ofMinutes(10)), tuple(Severity.WARNING, Duration.ZERO),
                        tuple(Severity.WARNING, Duration.ofMinutes(5)), tuple(Severity.WARNING, Duration.ofMinutes(5)),
                        tuple(Severity.CRITICAL, Duration.ZERO), tuple(Severity.INFO, Duration.ofMinutes(10)),
                        tuple(Severity.WARNING, Duration.ZERO), tuple(Severity.INFO, Duration.ZERO),
                        tuple(Severity.WARNING, Duration.ZERO), tuple(Severity.CRITICAL, Duration.ZERO));
    }

    @Test
    void readsAllOfIt() {
        var config = read("""
                other: 1
                alerts:
                  webhooks:
                    - { url: "${HOOK}", format: slack }
                    - { url: "http://localhost:9093/hook?team=a", secret: "${SIGN}" }
                  rules: { zero-accepted: off, budget: off, dead-letters: 12.5%, no-progress: 30m, truncation: 1%,
                    errors-retryable: off, latency-tail: 5, tokens-per-request: 2.5, review-backlog: 3d, quality: off }
                """);

        var slack = config.webhooks().get(0).open();
        var json = config.webhooks().get(1).open();
        assertThat(slack.place()).isEqualTo("hooks.slack.com");
        assertThat(slack.format()).isEqualTo(Webhook.Format.SLACK);
        assertThat(slack.signature()).isNull();
        assertThat(json.place()).isEqualTo("localhost:9093");
        assertThat(json.format()).isEqualTo(Webhook.Format.JSON);
        assertThat(json.signature()).isNotNull();
        assertThat(config.rules()).containsExactly(new Ending(How.ENDPOINT_HALTED), new Ending(How.RUN_PAUSED),
                new Ending(How.RUN_BROKEN), new DeadLetterShare(new BigDecimal("0.125")),
                new NoProgress(Duration.ofMinutes(30)), new CallShare(Part.NON_RETRYABLE, new BigDecimal("0.02")),
                new CallShare(Part.TRUNCATED, new BigDecimal("0.01")), new LatencyTail(new BigDecimal("5")),
                new TokensPerRequest(new BigDecimal("2.5")), new ReviewBacklog(Duration.ofDays(3)),
                new SampleStoreFailing(), new TakenOver(),
                new BatchWait(What.LATE, Duration.ofHours(4)), new BatchWait(What.EXPIRING, Duration.ofHours(2)));
        assertThat(config.toString()).doesNotContain("canary", "services", "whsec");
    }

    @Test
    void everyRuleCanBeSwitchedOff() {
        var all = AlertConfig.usual(WARN_AT).stream().map(rule -> rule.name() + ": off").toList();

        assertThat(read("other: 1\nalerts: { rules: { " + String.join(", ", all) + " } }").rules()).isEmpty();
    }

    @Test
    void missesAVariableOnlyWhenAWebhookIsOpened() {
        var config = read("other: 1\nalerts: { webhooks: [ { url: \"${GONE}\" } ] }");

        assertThatThrownBy(() -> config.webhooks().getFirst().open()).isInstanceOf(SettingsException.class)
                .hasMessageContaining("penstock.yaml:2 alerts.webhooks[0].url: environment variable GONE is not set");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"webhooks: [ { } ]|webhooks[0].url: is missing",
            "webhooks: [ { url: \"${BAD}\" } ]|webhooks[0].url: must be https",
            "webhooks: [ { url: \"http://169.254.169.254/canary-4711\" } ]|webhooks[0].url: is a cloud metadata address",
            "webhooks: [ { url: \"https://u:canary-4711@example.com\" } ]|webhooks[0].url: must not hold a user",
            "webhooks: [ { url: \"ftp://example.com/canary-4711\" } ]|webhooks[0].url: must start with https",
            "webhooks: [ { url: \"${HOOK}\", format: teams } ]|webhooks[0].format: is not allowed, was 'teams'; allowed: json, slack",
            "webhooks: [ { url: \"${HOOK}\", secret: canary-4711 } ]|webhooks[0].secret: must be 24 to 64 bytes in Base64",
            "webhooks: [ { url: \"${HOOK}\", format: slack, secret: \"${SIGN}\" } ]|webhooks[0].secret: is of no use",
            "webhooks: [ { url: \"${HOOK}\", channel: x } ]|webhooks[0].channel: unknown key",
            "rules: { dead-letters: 5 }|rules.dead-letters: must be a percentage",
            "rules: { latency-tail: 0.5 }|rules.latency-tail: must be a decimal number of at least 1",
            "rules: { review-backlog: soon }|rules.review-backlog: must be a duration above zero",
            "rules: { truncation: 200% }|rules.truncation: must be a percentage from 0% to 100%",
            "rules: { zero-accepted: on }|rules.zero-accepted: is not allowed, was 'on'; allowed: off",
            "rules: { no-progres: off }|rules.no-progres: unknown key; did you mean no-progress?",
            "rule: {}|alerts.rule: unknown key"})
    void refusesWhatItCannotMeanWithoutQuotingASecret(String yaml, String problem) {
        assertThatThrownBy(() -> read("other: 1\nalerts: { " + yaml + " }")).isInstanceOf(SettingsException.class)
                .hasMessageContaining("penstock.yaml:2 ")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("canary-4711 ")
                .hasMessageNotContaining("/canary");
    }

    private static AlertConfig read(String yaml) {
        return Settings.read("penstock.yaml", yaml, ENV::get, root -> {
            root.integer("other", 0, 9);
            return AlertConfig.read(root, WARN_AT);
        });
    }
}
