package dev.penstock.provider;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a provider's protocol can do about the form of replies. A model may do less.
///
/// @param automatic what `auto` may choose for a task with a schema, the surest first; ends with one every model takes
/// @param possible what a task with a schema may name
/// @param forcesTools whether a model nobody knows anything about can be made to call a tool; if not, it is asked in words
public record OutputAbilities(List<OutputMode> automatic, Set<OutputMode> possible, boolean forcesTools) {
    public OutputAbilities {
        automatic = List.copyOf(automatic);
        possible = Set.copyOf(possible);
    }

    /// How the replies of a task with a schema are asked for.
    ///
    /// @param wanted null for `auto`
    /// @return empty if the provider or the model surely cannot do what is wanted
    public Optional<OutputPlan> plan(@Nullable OutputMode wanted, ModelAbilities model) {
        var mode = wanted == null
                ? automatic.stream().filter(model::takes).findFirst()
                : Optional.of(wanted).filter(this::can).filter(model::takes);
        return mode.map(chosen -> new OutputPlan(chosen, model.forcedTools(forcesTools), model.cacheMinimum()));
    }

    /// How the replies of a task without a schema are asked for.
    public static OutputPlan freeText(ModelAbilities model) {
        return new OutputPlan(OutputMode.TEXT, false, model.cacheMinimum());
    }

    /// What a task with a schema may name for a model, in the order of [OutputMode].
    public List<OutputMode> allowed(ModelAbilities model) {
        return List.of(OutputMode.values()).stream().filter(this::can).filter(model::takes).toList();
    }

    private boolean can(OutputMode mode) {
        return possible.contains(mode);
    }
}
