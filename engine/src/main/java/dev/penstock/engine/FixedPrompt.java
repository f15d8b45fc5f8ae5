package dev.penstock.engine;

import dev.penstock.ledger.PriceTable;
import dev.penstock.provider.ModelAbilities;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How much of the input of some calls is the same for every item (system prompt, examples, schema, fixed text), and what
/// to do about it. An estimate: the provider counts tokens, Penstock knows bytes.
///
/// @param billed calls for which the provider counted tokens
/// @param input all their input tokens
/// @param cacheRead those of them read from a prompt cache
/// @param boilerplate those of them that are the fixed part
public record FixedPrompt(long billed, long input, long cacheRead, long boilerplate) {
    private static final long FEWEST_CALLS = 20;
    private static final long FEWEST_TOKENS_EACH = 200;
    private static final double MUCH = 0.5;

    /// What OpenAI caches by itself (https://platform.openai.com/docs/guides/prompt-caching, read November 2026).
    private static final int OPENAI_MINIMUM = 1_024;

    /// One sentence for whoever wrote the prompt; empty while it is short, alone or beside the items, mostly read from a
    /// cache, or too few calls say anything.
    public Optional<String> advice(String model, PriceTable prices) {
        boolean cached = cacheRead >= boilerplate * MUCH;
        boolean worthSaying = billed >= FEWEST_CALLS && boilerplate >= billed * FEWEST_TOKENS_EACH
                && boilerplate >= input * MUCH;
        return worthSaying && !cached ? Optional.of(sentence(model, prices)) : Optional.empty();
    }

    private String sentence(String model, PriceTable prices) {
        long each = boilerplate / billed;
        var said = String.format(Locale.ROOT,
                "about %d%% of your input tokens are the fixed prompt, about %,d a call: ",
                Math.round(100.0 * boilerplate / input), each);
        var shorten = "shorten system.md, the examples or the schema";
        var minimum = cacheMinimum(model, prices);
        if (minimum == null) {
            return said + shorten;
        }
        return each < minimum
                ? said + String.format(Locale.ROOT, "%s; for the prompt cache of %s it is too short (%,d)", shorten,
                        model,
                        minimum)
                : said + String.format(Locale.ROOT,
                        "it is long enough for the prompt cache of %s (%,d), but only %d%% of the input was read from it;"
                                + " keep what varies with the item out of system.md and run items close together, or %s",
                        model, minimum, Math.round(100.0 * cacheRead / input), shorten);
    }

    /// The shortest part its provider caches; null when nobody knows, as on a server of one's own.
    static @Nullable Integer cacheMinimum(String model, PriceTable prices) {
        var facts = prices.facts(model);
        var known = facts.map(PriceTable.Facts::abilities).map(ModelAbilities::cacheMinimumTokens);
        return known
                .orElse("openai".equals(facts.map(PriceTable.Facts::provider).orElse(null)) ? OPENAI_MINIMUM : null);
    }
}
