package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ledger.PriceTable;
import org.junit.jupiter.api.Test;

class FixedPromptTest {
    private static final PriceTable PRICES = PriceTable.shipped();

    @Test
    void saysNothingWhileThePromptIsShortBesideTheItemsOrAloneOrFewCallsWereMade() {
        assertThat(new FixedPrompt(100, 100_000, 0, 49_999).advice("claude-haiku-4-5", PRICES)).isEmpty();
        assertThat(new FixedPrompt(100, 20_000, 0, 19_900).advice("claude-haiku-4-5", PRICES)).isEmpty();
        assertThat(new FixedPrompt(19, 19_000, 0, 18_000).advice("claude-haiku-4-5", PRICES)).isEmpty();
        assertThat(new FixedPrompt(0, 0, 0, 0).advice("claude-haiku-4-5", PRICES)).isEmpty();
    }

    @Test
    void saysNothingWhenTheCacheDoesItsWork() {
        assertThat(new FixedPrompt(100, 600_000, 300_000, 500_000).advice("claude-haiku-4-5", PRICES)).isEmpty();
    }

    @Test
    void neverRecommendsACacheThatThePromptIsTooShortFor() {
        assertThat(new FixedPrompt(1_000, 1_000_000, 0, 620_000).advice("claude-haiku-4-5", PRICES)).contains(
                "about 62% of your input tokens are the fixed prompt, about 620 a call: shorten system.md, the examples or"
                        + " the schema; for the prompt cache of claude-haiku-4-5 it is too short (4,096)");
    }

    @Test
    void saysHowToHitTheCacheOfAPromptThatIsLongEnough() {
        assertThat(new FixedPrompt(100, 800_000, 8_000, 500_000).advice("claude-haiku-4-5", PRICES)).hasValueSatisfying(
                sentence -> assertThat(sentence).contains(
                        "long enough for the prompt cache of claude-haiku-4-5 (4,096)",
                        "only 1% of the input was read from it"));
    }

    @Test
    void knowsNoCacheOfAServerOfOnesOwn() {
        assertThat(new FixedPrompt(100, 800_000, 0, 500_000).advice("my-llama", PRICES)).contains(
                "about 63% of your input tokens are the fixed prompt, about 5,000 a call: shorten system.md, the examples"
                        + " or the schema");
    }
}
