package dev.penstock.provider;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of a model beyond its provider's protocol.
///
/// @param outputs what it takes of [OutputMode]; empty when it takes whatever its provider knows
/// @param forcedToolChoice whether a call that forces a tool is answered, or refused with a 400; null when unknown
/// @param cacheMinimumTokens the shortest fixed part its provider caches; null when unknown
public record ModelAbilities(Set<OutputMode> outputs, @Nullable Boolean forcedToolChoice,
        @Nullable Integer cacheMinimumTokens) {
    /// A model nobody knows.
    public static final ModelAbilities UNKNOWN = new ModelAbilities(Set.of(), null, null);
    /// A mark on a part that turns out too short costs nothing, so this is one of the smaller minimums.
    private static final int USUAL_CACHE_MINIMUM = 1024;

    public ModelAbilities {
        outputs = Set.copyOf(outputs);
    }

    /// What is known here, and for what is not, what is known there.
    public ModelAbilities or(ModelAbilities others) {
        return new ModelAbilities(outputs.isEmpty() ? others.outputs : outputs,
                forcedToolChoice == null ? others.forcedToolChoice : forcedToolChoice,
                cacheMinimumTokens == null ? others.cacheMinimumTokens : cacheMinimumTokens);
    }

    /// Any model can be asked in words.
    boolean takes(OutputMode mode) {
        return outputs.isEmpty() || outputs.contains(mode) || mode == OutputMode.PROMPT;
    }

    boolean forcedTools(boolean otherwise) {
        return forcedToolChoice == null ? otherwise : forcedToolChoice;
    }

    int cacheMinimum() {
        return cacheMinimumTokens == null ? USUAL_CACHE_MINIMUM : cacheMinimumTokens;
    }
}
