package dev.penstock.engine;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.check.Grounding;
import dev.penstock.check.Placeholders;
import dev.penstock.engine.signal.Signals;
import dev.penstock.ledger.Budget;
import dev.penstock.ledger.PriceTable;
import dev.penstock.ledger.Tariff;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.TaskSettings;
import dev.penstock.prompt.TaskSettings.Fallback;
import dev.penstock.prompt.TaskSettings.GroundedField;
import dev.penstock.prompt.TaskSettings.StopIf;
import dev.penstock.provider.Secret;
import dev.penstock.retry.RetryPolicy;
import dev.penstock.run.Course;
import dev.penstock.run.Course.Leg;
import dev.penstock.run.Pricing;
import dev.penstock.run.Route;
import dev.penstock.run.StopRule;
import dev.penstock.run.Work;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.RunRow;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts together the parts that decide about a run's items; the parts themselves do not see each other.
final class Assembly {
    private final PenstockConfig config;
    private final Endpoints endpoints;
    private final Signals signals;
    private final Clock clock;

    Assembly(PenstockConfig config, Endpoints endpoints, Signals signals, Clock clock) {
        this.config = config;
        this.endpoints = endpoints;
        this.signals = signals;
        this.clock = clock;
    }

    Work work(RunRow run, Prompt prompt, BigDecimal spentUsd, SampleStore samples) {
        var settings = prompt.settings();
        var course = course(prompt);
        return new Work(run.id(), course, checks(prompt), retries(settings), Budget.of(run.budgetUsd(), spentUsd),
                stopRule(settings.stopIf()), samples.of(prompt, keys(course)), signals.recorder(run));
    }

    /// The task's own route, and those that take over.
    private Course course(Prompt prompt) {
        var legs = new ArrayList<Leg>();
        legs.add(new Leg(route(prompt), Fallback.DEFAULT_AFTER, false));
        var fallbacks = prompt.settings().fallbacks();
        var prompts = prompt.fallbacks();
        for (int i = 0; i < fallbacks.size(); i++) {
            var asked = new OutputChoice(config).settled(prompts.get(i));
            legs.add(new Leg(route(asked), fallbacks.get(i).after(), fallbacks.get(i).contentFailures()));
        }
        return new Course(legs);
    }

    private Route route(Prompt prompt) {
        var call = prompt.settings().call();
        return new Route(prompt, endpoints.get(call.endpoint(), call.model()), pricing(config, call, clock));
    }

    private List<Secret> keys(Course course) {
        return course.legs()
                .stream()
                .map(leg -> config.endpoint(leg.route().endpoint().name()).settings().apiKey())
                .filter(Objects::nonNull)
                .toList();
    }

    private static StopRule stopRule(@Nullable StopIf stopIf) {
        return stopIf == null ? StopRule.off() : StopRule.above(stopIf.deadLetters(), stopIf.ofLast());
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

    /// What calls cost today.
    static Pricing pricing(PenstockConfig config, TaskSettings.Call call, Clock clock) {
        return new Pricing(tariff(config, call, clock),
                config.prices().facts(call.model()).map(PriceTable.Facts::contextTokens).orElse(null));
    }

    /// A server that is paid for by the hour has no other price, whatever its models cost elsewhere.
    private static Tariff tariff(PenstockConfig config, TaskSettings.Call call, Clock clock) {
        var usdPerHour = config.endpoint(call.endpoint()).usdPerHour();
        if (usdPerHour != null) {
            return new Tariff.ByHour(usdPerHour);
        }
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return config.prices().price(call.model(), today).<Tariff>map(Tariff.ByToken::new).orElse(new Tariff.Unknown());
    }
}
