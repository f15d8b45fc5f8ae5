package dev.penstock.check;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.List;

/// A text must not be a model stuck in a loop: the same phrase of 20 to 400 characters five times in a row, in the last
/// 4,096 characters of any string of 200 or more. Rules and tables of signs are not phrases: it takes five different
/// letters.
final class RepetitionCheck implements Check {
    private static final int SHORTEST_TEXT = 200;
    private static final int LOOKED_AT = 4_096;
    private static final int SHORTEST_PHRASE = 20;
    private static final int LONGEST_PHRASE = 400;
    private static final int TIMES = 5;
    private static final int LETTERS = 5;

    @Override
    public String name() {
        return "semantics";
    }

    @Override
    public Finding judge(Candidate candidate) {
        for (var text : candidate.texts()) {
            var phrase = text.value().length() < SHORTEST_TEXT ? "" : loop(text.value());
            if (!phrase.isEmpty() && !candidate.inputContains(phrase + phrase)) {
                return rejected(text, phrase);
            }
        }
        return Finding.PASSED;
    }

    private static Finding rejected(Candidate.Text text, String phrase) {
        var where = text.path().isEmpty() ? "the reply" : text.path();
        var evidence = new Evidence("semantics", "repetition", text.path(),
                where + ": the same phrase comes " + TIMES + " times in a row or more", Excerpt.of(phrase));
        return new Finding.Rejected(
                new Failure.RuleBroken((text.plainPath() + " repetition").strip(), List.of(evidence)));
    }

    private static String loop(String text) {
        var tail = text.substring(Math.max(0, text.length() - LOOKED_AT)).toCharArray();
        for (var period = SHORTEST_PHRASE; period <= Math.min(LONGEST_PHRASE, tail.length / TIMES); period++) {
            var phrase = loop(tail, period);
            if (!phrase.isEmpty()) {
                return phrase;
            }
        }
        return "";
    }

    private static String loop(char[] text, int period) {
        var same = 0;
        for (var i = period; i < text.length; i++) {
            same = text[i] == text[i - period] ? same + 1 : 0;
            if (same == period * (TIMES - 1)) {
                var phrase = new String(text, i - period + 1, period);
                return phrase.chars().filter(Character::isLetter).distinct().count() < LETTERS ? "" : phrase;
            }
        }
        return "";
    }
}
