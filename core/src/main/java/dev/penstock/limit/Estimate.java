package dev.penstock.limit;

/// What a call is expected to use, before it is made.
///
/// @param inputTokens estimated input tokens
/// @param maxOutputTokens cap on output tokens
public record Estimate(long inputTokens, long maxOutputTokens) {
    /// A typical count from bytes: four bytes a token, the usual rule of thumb for English text. Budgets use the sound bound
    /// instead (one byte a token).
    public static Estimate ofBytes(long requestBytes, long maxOutputTokens) {
        return new Estimate((requestBytes + 3) / 4, maxOutputTokens);
    }
}
