package dev.penstock.engine;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.check.Grounding;
import dev.penstock.check.Placeholders;
import dev.penstock.ledger.Budget;
import dev.penstock.ledger.PriceTable;
import dev.penstock.ledger.Tariff;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.TaskSettings;
import dev.penstock.prompt.TaskSettings.GroundedField;
import dev.penstock.retry.RetryPolicy;
import dev.penstock.run.Pricing;
import dev.penstock.run.Work;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.RunRow;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Puts together the parts that decide about a run's items; the parts themselves do not see each other.
final class Assembly {
    private final PenstockConfig config;
    private final Endpoints endpoints;
    private final Clock clock;

    Assembly(PenstockConfig config, Endpoints endpoints, Clock clock) {
        this.config = config;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    Work work(RunRow run, Prompt prompt, BigDecimal spentUsd, SampleStore samples) {
        var settings = prompt.settings();
        return new Work(run.id(), prompt, endpoints.get(settings.call().endpoint(), settings.call().model()),
                checks(prompt),
                retries(settings), pricing(settings.call()), Budget.of(run.budgetUsd(), spentUsd),
                samples.of(prompt, config.endpoint(settings.call().endpoint()).settings().apiKey()));
    }

    /// @throws SettingsException if the task asks for a check that cannot be had
    static Checks checks(Prompt prompt) {
        var checks = prompt.settings().checks();
        var placeholders = Placeholders.valueOf(checks.placeholders().name());
        try {
            return Checks.of(new CheckSettings(placeholders, checks.language(), grounding(checks)), prompt.schema());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(List.of(new Problem("prompts/" + prompt.task() + "/task.yaml", 0, "checks",
                    String.valueOf(e.getMessage()), "")));
        }
    }

    private static Map<String, Grounding> grounding(TaskSettings.Checks checks) {
        return checks.grounding()
                .stream()
                .collect(Collectors.toMap(GroundedField::pointer, field -> Grounding.valueOf(field.grounding().name()),
                        (_, last) -> last));
    }

    private static RetryPolicy retries(TaskSettings settings) {
        return new RetryPolicy(settings.retry().maxAttempts(), settings.retry().deadline(),
                settings.repair().maxAttempts());
    }

    private Pricing pricing(TaskSettings.Call call) {
        return new Pricing(tariff(call),
                config.prices().facts(call.model()).map(PriceTable.Facts::contextTokens).orElse(null));
    }

    /// A server that is paid for by the hour has no other price, whatever its models cost elsewhere.
    private Tariff tariff(TaskSettings.Call call) {
        var usdPerHour = config.endpoint(call.endpoint()).usdPerHour();
        if (usdPerHour != null) {
            return new Tariff.ByHour(usdPerHour);
        }
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return config.prices().price(call.model(), today).<Tariff>map(Tariff.ByToken::new).orElse(new Tariff.Unknown());
    }
}
