package dev.penstock.check;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An item's input as something values are looked up in. Reads what it is asked for, once. For one thread at a time.
final class InputSource {
    /// Characters compared for one reply; a reply that needs more cannot be checked.
    private static final long MOST_WORK = 100_000_000;
    /// Steps of work to find what one value resembles.
    private static final int MOST_COMPARISONS = 4_000_000;
    private static final int LEAST_WORDS = 5;
    private static final int LEAST_LENGTH = 20;
    private static final double COVER = 0.9;

    private final List<String> texts = new ArrayList<>();
    private @Nullable List<FoldedText> folded;
    private @Nullable List<String> plain;
    private @Nullable Set<String> words;
    private @Nullable String digitWords;
    private @Nullable Set<BigDecimal> numbers;
    private @Nullable Set<LocalDate> days;
    private long size;
    private long work;

    InputSource(JsonNode input) {
        collect(input);
    }

    private void collect(JsonNode node) {
        if (node.isContainer()) {
            node.values().forEach(this::collect);
        } else if (node.isString() || node.isNumber()) {
            var text = node.isString() ? node.stringValue() : node.decimalValue().toPlainString();
            texts.add(text);
            size += text.length();
        }
    }

    /// Whether looking up one more value would be too much work.
    boolean exhausted() {
        work += size + 1;
        return work > MOST_WORK;
    }

    /// Whether the value stands in one of the input's fields. Of a long one it is enough that nearly all words are there, and
    /// those with digits in the same order with no other between them, each beside a word it stands beside in the value.
    boolean holds(FoldedText value) {
        return folded().stream().anyMatch(text -> text.holds(value)) || covers(value.words(), value.text().length());
    }

    private boolean covers(List<String> wanted, int length) {
        if (wanted.size() < LEAST_WORDS || length < LEAST_LENGTH) {
            return false;
        }
        var missing = wanted.stream().filter(word -> !words().contains(word)).count();
        return missing <= wanted.size() * (1 - COVER) && digitWordsInOrder().contains(digitWords(wanted))
                && IntStream.range(0, wanted.size())
                        .allMatch(at -> !hasDigit(wanted.get(at)) || hasNeighbour(wanted, at));
    }

    private boolean hasNeighbour(List<String> wanted, int at) {
        return (at > 0 && words().contains(wanted.get(at - 1) + " " + wanted.get(at)))
                || (at + 1 < wanted.size() && words().contains(wanted.get(at) + " " + wanted.get(at + 1)));
    }

    private static boolean hasDigit(String word) {
        return word.chars().anyMatch(Character::isDigit);
    }

    private static String digitWords(List<String> words) {
        return words.stream()
                .filter(InputSource::hasDigit)
                .collect(Collectors.joining(" ", " ", " "));
    }

    /// Whether the text stands in one of the input's fields word for word.
    boolean quotes(String value) {
        var search = new LinearSearch(plain(value));
        return plainTexts().stream().anyMatch(text -> search.anyIn(text, _ -> true));
    }

    /// The text with blanks, quotation marks and dashes in one form, without quotation marks around it.
    static String plain(String text) {
        var plain = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFC).chars().map(InputSource::plain).forEach(c -> {
            if (c != ' ' || (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ')) {
                plain.append((char) c);
            }
        });
        var stripped = plain.toString().strip();
        var first = stripped.isEmpty() ? ' ' : stripped.charAt(0);
        var quoted = (first == '"' || first == '\'') && stripped.length() > 2 && stripped.endsWith("" + first);
        return quoted ? stripped.substring(1, stripped.length() - 1).strip() : stripped;
    }

    private static int plain(int c) {
        return switch (c) {
            case '\u201c', '\u201d', '\u201e', '\u201f', '\u00ab', '\u00bb', '\uff02' -> '"';
            case '\u2018', '\u2019', '\u201a', '\u201b', '\u2039', '\u203a', '`', '\u00b4', '\uff07' -> '\'';
            case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212' -> '-';
            case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u0085' -> ' ';
            default -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c;
        };
    }

    /// The values the input's numbers may have.
    Set<BigDecimal> numbers() {
        if (numbers == null) {
            numbers = new HashSet<>();
            for (var text : texts) {
                numbers.addAll(Numbers.known(Numbers.asciiDigits(text)));
            }
        }
        return numbers;
    }

    /// Whether the input speaks of this day.
    boolean names(LocalDate day) {
        if (days == null) {
            days = new HashSet<>();
            for (var text : texts) {
                days.addAll(Days.in(Numbers.asciiDigits(text)));
            }
        }
        return days.contains(day);
    }

    /// What the value most resembles; what lies behind the first part of a very long input is not looked at.
    Optional<NearestText.Match> nearest(FoldedText value) {
        var left = MOST_COMPARISONS / Math.max(1, value.text().length());
        NearestText.@Nullable Match nearest = null;
        for (var text : folded()) {
            var match = NearestText.of(value, text, left).orElse(null);
            if (match != null && (nearest == null || match.edits() < nearest.edits())) {
                nearest = match;
            }
            left = Math.max(0, left - text.text().length());
        }
        return Optional.ofNullable(nearest);
    }

    private List<FoldedText> folded() {
        if (folded == null) {
            folded = texts.stream().map(FoldedText::of).toList();
        }
        return folded;
    }

    private List<String> plainTexts() {
        if (plain == null) {
            plain = texts.stream().map(InputSource::plain).toList();
        }
        return plain;
    }

    /// The words, and each two in a row with a blank between them.
    private Set<String> words() {
        if (words == null) {
            words = new HashSet<>();
            for (var text : folded()) {
                var before = "";
                for (var word : text.words()) {
                    words.add(word);
                    words.add(before + " " + word);
                    before = word;
                }
            }
        }
        return words;
    }

    private String digitWordsInOrder() {
        if (digitWords == null) {
            digitWords = folded().stream().map(text -> digitWords(text.words())).collect(Collectors.joining("|"));
        }
        return digitWords;
    }
}
