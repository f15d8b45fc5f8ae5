package dev.penstock.engine;

import dev.penstock.ledger.PriceTable;
import dev.penstock.prompt.Prompt;
import dev.penstock.provider.ModelAbilities;
import dev.penstock.provider.OutputAbilities;
import dev.penstock.provider.OutputMode;
import dev.penstock.provider.OutputPlan;
import dev.penstock.provider.ProviderFactory;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a task's `output` comes to on its endpoint and model.
///
/// @param config names the endpoint's provider and dialect, and what is known of models
record OutputChoice(PenstockConfig config) {
    /// The prompt, asking as the task says, which for `auto` is as firmly as endpoint and model can.
    ///
    /// @throws SettingsException if they surely cannot do what the task says
    Prompt settled(Prompt prompt) {
        return settled(prompt, prompt.settings().call().output());
    }

    /// The prompt, asking as its run began to, so that what was sent can be read whatever `auto` would choose today.
    ///
    /// @param started null for a run of a store that did not keep it
    /// @throws SettingsException if the endpoint was changed so that it surely cannot do that any more
    Prompt resumed(Prompt prompt, @Nullable OutputMode started) {
        return started == null ? settled(prompt) : settled(prompt, started);
    }

    /// As [#resumed], to be looked at and not sent: whatever became of the endpoint.
    Prompt shown(Prompt prompt, @Nullable OutputMode started) {
        var mode = started == null ? prompt.plan().mode() : started;
        var known = config.endpoints().containsKey(prompt.settings().call().endpoint());
        var plan = known ? plan(prompt, mode) : Optional.<OutputPlan>empty();
        return prompt.asking(plan.orElseGet(() -> OutputPlan.unplaced(mode)));
    }

    /// Why the task's `output` cannot be had; empty when it can.
    Optional<Problem> problem(Prompt prompt) {
        var wanted = prompt.settings().call().output();
        return plan(prompt, wanted).isPresent() ? Optional.empty() : Optional.of(refused(prompt, wanted));
    }

    private Prompt settled(Prompt prompt, @Nullable OutputMode wanted) {
        var plan = plan(prompt, wanted)
                .orElseThrow(() -> new SettingsException(List.of(refused(prompt, wanted))));
        return prompt.asking(plan);
    }

    private Optional<OutputPlan> plan(Prompt prompt, @Nullable OutputMode wanted) {
        return prompt.schema() == null
                ? Optional.of(OutputAbilities.freeText(model(prompt)))
                : provider(prompt).plan(wanted, model(prompt));
    }

    private Problem refused(Prompt prompt, @Nullable OutputMode wanted) {
        var call = prompt.settings().call();
        return prompt.problem("output", "is not possible on endpoint '" + call.endpoint() + "' ("
                + config.endpoint(call.endpoint()).protocol() + ") with model '" + call.model() + "', was '"
                + (wanted == null ? "auto" : wanted.label()) + "'",
                "allowed: auto, " + OutputMode.labels(provider(prompt).allowed(model(prompt))));
    }

    private OutputAbilities provider(Prompt prompt) {
        var endpoint = config.endpoint(prompt.settings().call().endpoint());
        return ProviderFactory.named(endpoint.provider()).outputs(endpoint.dialect());
    }

    private ModelAbilities model(Prompt prompt) {
        return config.prices()
                .facts(prompt.settings().call().model())
                .map(PriceTable.Facts::abilities)
                .orElse(ModelAbilities.UNKNOWN);
    }
}
