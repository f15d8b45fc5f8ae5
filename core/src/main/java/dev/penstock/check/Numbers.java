package dev.penstock.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The numbers in a text, read generously: what may be meant by one number are several values.
final class Numbers {
    /// Digits with what may stand inside a number; whatever stands around it (a currency, a unit, `#`) does not matter.
    static final Pattern NUMBER = Pattern.compile("[0-9]+(?:[.,'’\\u00A0\\u202F][0-9]+)*");

    private static final int LONGEST = 40;
    private static final Pattern SEPARATOR = Pattern.compile("[.,'’\\u00A0\\u202F]");
    private static final Pattern GROUPED = Pattern
            .compile("[0-9]{1,3}(?:([.,'’\\u00A0\\u202F])[0-9]{3})(?:\\1[0-9]{3})*");
    private static final Pattern SCALED = Pattern.compile(
            "\\s?(?:(%|percent\\b)|(k|thousand|tsd)\\b|(m|mn|mio|million|millions|millionen)\\b|(bn|mrd|billion|billions|milliarden)\\b)",
            Pattern.CASE_INSENSITIVE);
    private static final Map<Integer, Integer> SCALES = Map.of(1, -2, 2, 3, 3, 6, 4, 9);

    private Numbers() {}

    /// One number as written and what it may mean.
    ///
    /// @param meanings without sign and trailing zeros
    /// @param start where it stands in its text
    record Found(String written, Set<BigDecimal> meanings, int start, int end) {}

    /// The numbers written with digits, in order; longer ones than forty characters are left out.
    static List<Found> in(String text) {
        var found = new ArrayList<Found>();
        var digits = NUMBER.matcher(text);
        while (digits.find()) {
            if (digits.end() - digits.start() <= LONGEST) {
                found.add(new Found(digits.group(), meanings(digits.group()), digits.start(), digits.end()));
            }
        }
        return found;
    }

    /// What the input may mean by its numbers: also multiples (`1.5 million`, `15%`), those written as English words, and the
    /// parts of what is no number by itself (`24`, `11` and `2026` of `24.11.2026`).
    static Set<BigDecimal> known(String text) {
        var known = new HashSet<BigDecimal>();
        for (var number : in(text)) {
            known.addAll(number.meanings());
            known.addAll(number.meanings().isEmpty() ? parts(number.written()) : Set.of());
            addScaled(text, number, known);
        }
        NumberWords.in(text).forEach(word -> known.add(plain(BigDecimal.valueOf(word))));
        return known;
    }

    private static void addScaled(String text, Found number, Set<BigDecimal> known) {
        var scale = SCALED.matcher(text).region(number.end(), text.length());
        if (scale.lookingAt()) {
            SCALES.forEach((group, digits) -> {
                if (scale.group(group) != null) {
                    number.meanings().forEach(meaning -> known.add(plain(meaning.scaleByPowerOfTen(digits))));
                }
            });
        }
    }

    /// What one number may mean: `1.234` is 1234 or 1.234. Empty if it is no number, such as `24.11.2026`.
    static Set<BigDecimal> meanings(String written) {
        var meanings = new HashSet<BigDecimal>();
        var separators = SEPARATOR.matcher(written).results().toList();
        if (separators.isEmpty() || GROUPED.matcher(written).matches()) {
            meanings.add(value(SEPARATOR.matcher(written).replaceAll("")));
        }
        if (!separators.isEmpty() && ".,".contains(separators.getLast().group())) {
            var point = separators.getLast().start();
            var whole = written.substring(0, point);
            var differs = whole.indexOf(written.charAt(point)) < 0;
            if (differs && (separators.size() == 1 || GROUPED.matcher(whole).matches())) {
                meanings.add(value(SEPARATOR.matcher(whole).replaceAll("") + "." + written.substring(point + 1)));
            }
        }
        return Set.copyOf(meanings);
    }

    /// The runs of digits in it.
    static Set<BigDecimal> parts(String written) {
        return SEPARATOR.splitAsStream(written).map(Numbers::value).collect(Collectors.toSet());
    }

    static BigDecimal plain(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.abs().stripTrailingZeros();
    }

    private static BigDecimal value(String digits) {
        return plain(new BigDecimal(digits));
    }

    /// Digits of other scripts and widths as ASCII ones.
    static String asciiDigits(String text) {
        if (text.codePoints().allMatch(c -> c < 0x80 || !Character.isDigit(c))) {
            return text;
        }
        var ascii = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> ascii.appendCodePoint(Character.isDigit(c) ? '0' + Character.digit(c, 10) : c));
        return ascii.toString();
    }
}
