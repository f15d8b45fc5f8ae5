package dev.penstock.provider;

/// How the replies of a task are asked for on one endpoint and model.
///
/// @param forcedTool whether the choice of a tool is forced; otherwise the prompt asks for the call
/// @param cacheMinimumTokens the shortest fixed part that is worth marking for the provider's prompt cache
public record OutputPlan(OutputMode mode, boolean forcedTool, int cacheMinimumTokens) {
    /// A plan for when no provider is known yet: the prompt is written, nothing is forced, nothing is cached.
    public static OutputPlan unplaced(OutputMode mode) {
        return new OutputPlan(mode, false, Integer.MAX_VALUE);
    }

    /// The same plan with another mode: the one a run started with.
    public OutputPlan with(OutputMode other) {
        return new OutputPlan(other, forcedTool, cacheMinimumTokens);
    }
}
