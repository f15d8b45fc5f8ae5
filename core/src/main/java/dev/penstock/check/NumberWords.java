package dev.penstock.check;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Numbers written as English words: cardinals and ordinals up to a hundred, `dozen`, `once`, `twice`.
final class NumberWords {
    private static final List<String> CARDINALS = List.of("zero", "one", "two", "three", "four", "five", "six", "seven",
            "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
            "eighteen", "nineteen");
    private static final List<String> ORDINALS = List.of("zeroth", "first", "second", "third", "fourth", "fifth",
            "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
            "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth");
    private static final List<String> TENS = List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
            "ninety");
    private static final Map<String, Integer> OTHERS = Map.of("hundred", 100, "hundredth", 100, "dozen", 12, "once", 1,
            "twice", 2);
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{3,12}");

    private NumberWords() {}

    static Set<Integer> in(String text) {
        var found = new HashSet<Integer>();
        var words = WORD.matcher(text);
        var tens = 0;
        var end = -1;
        while (words.find()) {
            var value = value(words.group().toLowerCase(Locale.ROOT));
            if (value >= 0) {
                found.add(value);
            }
            if (tens > 0 && value > 0 && value < 10 && words.start() == end + 1) {
                found.add(tens + value);
            }
            tens = value >= 20 && value < 100 && value % 10 == 0 ? value : 0;
            end = words.end();
        }
        return found;
    }

    private static int value(String word) {
        var cardinal = CARDINALS.indexOf(word);
        if (cardinal >= 0) {
            return cardinal;
        }
        var ordinal = ORDINALS.indexOf(word);
        if (ordinal >= 0) {
            return ordinal;
        }
        var tens = TENS.indexOf(word.endsWith("ieth") ? word.substring(0, word.length() - 4) + "y" : word);
        return tens >= 0 ? 20 + 10 * tens : OTHERS.getOrDefault(word, -1);
    }
}
