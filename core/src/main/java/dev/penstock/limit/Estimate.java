package dev.penstock.limit;

/// What a call is expected to use, before it is made.
///
/// @param task whose calls use a like number of output tokens
/// @param inputTokens estimated input tokens
/// @param maxOutputTokens cap on output tokens
/// @param suspect whether an earlier call for the same item failed: another failure says little about the endpoint
public record Estimate(String task, long inputTokens, long maxOutputTokens, boolean suspect) {
    /// A typical count from bytes: four bytes a token, the usual rule of thumb for English text. Budgets use the sound bound
    /// instead (one byte a token).
    public static Estimate ofBytes(String task, long requestBytes, long maxOutputTokens, boolean suspect) {
        return new Estimate(task, (requestBytes + 3) / 4, maxOutputTokens, suspect);
    }
}
