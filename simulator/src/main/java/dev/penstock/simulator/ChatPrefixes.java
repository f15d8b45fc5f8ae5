package dev.penstock.simulator;

import java.util.ArrayList;
import java.util.List;

/// Where OpenAI's cache cuts a prompt by itself: at 1,024 tokens and every 128 from there on.
final class ChatPrefixes {
    private static final int FIRST_TOKENS = 1024;
    private static final int STEP_TOKENS = 128;
    private static final int CHARACTERS_PER_TOKEN = 4;

    private ChatPrefixes() {}

    /// Shortest first. Counted in characters, which for plain text are the bytes that tokens are counted in.
    static List<CachePrefix> of(Prompt prompt) {
        var text = new StringBuilder(prompt.form().head()).append(prompt.system());
        prompt.turns().forEach(turn -> text.append(turn.user() ? 'u' : 'a').append(turn.text()));
        var prefixes = new ArrayList<CachePrefix>();
        var hash = Dice.hash(prompt.model());
        var step = STEP_TOKENS * CHARACTERS_PER_TOKEN;
        for (var end = step; end <= text.length(); end += step) {
            hash = Dice.mix(hash * 31 + Dice.hash(text.substring(end - step, end)));
            if (end >= FIRST_TOKENS * CHARACTERS_PER_TOKEN) {
                prefixes.add(new CachePrefix(hash, end / CHARACTERS_PER_TOKEN, false));
            }
        }
        return prefixes;
    }
}
