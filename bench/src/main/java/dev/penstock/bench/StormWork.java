package dev.penstock.bench;

import dev.penstock.simulator.AnswerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Items with inputs and answers of the lengths that calls in production have: lognormal, inputs with a median of 1,000 tokens,
/// answers of 300 (mean 413). A token of the simulator is four bytes.
///
/// @param inputs with `id` and `text`
/// @param gold the right answers
record StormWork(List<Map<String, String>> inputs, List<Map<String, String>> gold) {
    private static final int LONGEST_ANSWER = 3_900;
    private static final List<String> WORDS = List.of("parcel", "order", "the", "customer", "wrote", "again", "and",
            "nobody", "answered", "until", "a", "clerk", "found", "it", "in", "depot", "nine", "with", "torn", "label",
            "so", "we", "sent", "another", "one", "by", "night", "train", "which", "arrived", "on", "Monday",
            "morning");

    static StormWork of(int items, long seed) {
        var random = new Random(seed);
        var inputs = new ArrayList<Map<String, String>>(items);
        var gold = new ArrayList<Map<String, String>>(items);
        for (var i = 0; i < items; i++) {
            var id = "thread-" + i;
            var inputTokens = (int) Math.max(20, 1_000 * Math.exp(0.5 * random.nextGaussian()));
            var answerTokens = (int) Math.clamp(300 * Math.exp(0.8 * random.nextGaussian()), 8, LONGEST_ANSWER);
            inputs.add(Map.of("id", id, "text", "Thread " + i + ". " + text(inputTokens, random)));
            gold.add(Map.of("id", id, "summary", text(answerTokens, random)));
        }
        return new StormWork(inputs, gold);
    }

    private static String text(int tokens, Random random) {
        var text = new StringBuilder(4 * tokens);
        while (text.length() < 4 * tokens) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(text.length() % 90 < 8 ? ". " : " ");
        }
        return text.toString().strip();
    }

    AnswerKey answers() {
        return AnswerKey.of(inputs, gold);
    }
}
