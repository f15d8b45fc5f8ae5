package dev.penstock.engine;

import dev.penstock.prompt.Lint;
import dev.penstock.prompt.ModelFacts;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.Registry;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds what is wrong with a task before anything is spent on it: what its own files say, whether its endpoint and model
/// fit, and what its provider cannot express.
public final class StartLint {
    private final Registry registry;
    private final PenstockConfig config;
    private final Clock clock;

    StartLint(Registry registry, PenstockConfig config, Clock clock) {
        this.registry = registry;
        this.config = config;
        this.clock = clock;
    }

    /// Everything about a task; errors would stop a run of it.
    ///
    /// @throws SettingsException if there is no such task
    public Lint.Findings task(String task) {
        return task(task, config.runUsd(), null);
    }

    /// @param budgetUsd of the run; null for none
    /// @param firstRecord first usable record of the input; null when there is none
    /// @throws SettingsException if anything would make the run fail, or cost what nobody can say
    void refuse(String task, @Nullable BigDecimal budgetUsd, @Nullable String firstRecord) {
        var errors = task(task, budgetUsd, firstRecord).errors();
        if (!errors.isEmpty()) {
            throw new SettingsException(errors);
        }
    }

    private Lint.Findings task(String task, @Nullable BigDecimal budgetUsd, @Nullable String firstRecord) {
        var prompt = compiled(task);
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var models = new Models(config, today, budgetUsd != null);
        var findings = new Lint(registry, models, today).task(task, firstRecord);
        var errors = new ArrayList<>(findings.errors());
        prompt.ifPresent(compiled -> {
            errors.addAll(endpointProblems(compiled));
            compiled.fallbacks().forEach(fallback -> errors.addAll(endpointProblems(fallback)));
        });
        return new Lint.Findings(errors, findings.warnings());
    }

    /// Empty when the task does not compile; [Lint] says why.
    private Optional<Prompt> compiled(String task) {
        try {
            return Optional.of(registry.prompt(task));
        } catch (SettingsException _) {
            return Optional.empty();
        }
    }

    private List<Problem> endpointProblems(Prompt prompt) {
        var endpoint = config.endpoints().get(prompt.settings().call().endpoint());
        if (endpoint == null) {
            var names = String.join(", ", config.endpoints().keySet().stream().sorted().toList());
            return List.of(prompt.problem("endpoint", "there is no endpoint '" + prompt.settings().call().endpoint()
                    + "' in " + PenstockConfig.FILE, "endpoints there: " + names));
        }
        var choice = new OutputChoice(config);
        var impossible = choice.problem(prompt);
        if (impossible.isPresent()) {
            return List.of(impossible.get());
        }
        var schema = "prompts/" + prompt.task() + "/schema.json";
        try (var provider = Endpoints.openForLint(endpoint)) {
            return provider.lint(choice.settled(prompt).outputFormat())
                    .stream()
                    .map(sentence -> new Problem(schema, 0, "", sentence + onEndpoint(prompt),
                            "or ask with output: prompt, which takes any schema"))
                    .toList();
        } catch (SettingsException e) {
            return e.problems(); // of the endpoint: the next task may have another
        }
    }

    /// Which of the task's endpoints cannot express it, where it names more than one.
    private static String onEndpoint(Prompt prompt) {
        return prompt.settings().fallbacks().isEmpty()
                ? ""
                : " (endpoint '" + prompt.settings().call().endpoint() + "')";
    }

    /// What the price table knows, as lint asks it.
    ///
    /// @param budgeted whether the run has a budget, which needs a price
    private record Models(PenstockConfig config, LocalDate today, boolean budgeted) implements ModelFacts {
        @Override
        public Optional<Fact> of(String endpoint, String model) {
            var free = free(config.endpoints().get(endpoint));
            var facts = config.prices().facts(model);
            if (facts.isEmpty()) {
                return free ? Optional.of(new Fact(true, null, null)) : Optional.empty();
            }
            var priced = free || config.prices().price(model, today).isPresent();
            return facts.map(known -> new Fact(priced, known.maxOutputTokens(), known.retired()));
        }

        /// A model without a price is allowed if its server is paid for by the hour, or is the operator's own and no budget
        /// needs a price.
        private boolean free(@Nullable EndpointConfig endpoint) {
            return endpoint != null && (endpoint.usdPerHour() != null
                    || (!budgeted && endpoint.dayUsd() == null && endpoint.selfHosted()));
        }

        @Override
        public Collection<String> names() {
            return config.prices().models();
        }
    }
}
