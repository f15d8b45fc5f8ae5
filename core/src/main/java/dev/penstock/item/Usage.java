package dev.penstock.item;

/// Tokens a provider billed for one attempt, normalised: `input` counts every input token, cached ones included,
/// whatever the provider's own convention (Anthropic excludes cached tokens from `input_tokens`, OpenAI includes them).
///
/// @param input all input tokens
/// @param output all output tokens, reasoning included
/// @param cacheRead the part of `input` read from a prompt cache
/// @param cacheWrite the part of `input` written to a prompt cache, both lifetimes together
/// @param cacheWriteLong the part of `cacheWrite` with the one-hour lifetime, which has its own price
public record Usage(long input, long output, long cacheRead, long cacheWrite, long cacheWriteLong) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage {
        if (input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0 || cacheWriteLong < 0) {
            throw new IllegalArgumentException("token counts must not be negative: " + input + "/" + output + "/"
                    + cacheRead + "/" + cacheWrite + "/" + cacheWriteLong);
        }
        if (cacheRead + cacheWrite > input || cacheWriteLong > cacheWrite) {
            throw new IllegalArgumentException("cached tokens (" + cacheRead + " read, " + cacheWrite + " written, "
                    + cacheWriteLong + " of them long) must be part of the input (" + input + ")");
        }
    }

    /// Usage without any caching.
    public static Usage of(long input, long output) {
        return new Usage(input, output, 0, 0, 0);
    }

    public Usage plus(Usage other) {
        return new Usage(input + other.input, output + other.output, cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite, cacheWriteLong + other.cacheWriteLong);
    }
}
