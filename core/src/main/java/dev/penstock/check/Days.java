package dev.penstock.check;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The calendar days in a text, however they are written: `2019-01-15`, `15/01/2019`, `1/15/19`, `15.1.2019`, `20190115`,
/// `15 Jan 2019`, `January 15th, 2019`, `15. Januar 2019`. What can be read in two ways is both days. Months by name are
/// English, German, French, Spanish, Italian, Portuguese or Dutch.
final class Days {
    private static final Pattern ISO = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
    private static final Pattern FIGURES = Pattern
            .compile("(?<![0-9])([0-9]{1,4})\\s?[-./]\\s?([0-9]{1,2})\\s?[-./]\\s?([0-9]{2,4})(?![0-9])");
    private static final Pattern COMPACT = Pattern.compile("(?<![0-9])([12][0-9]{3})([01][0-9])([0-3][0-9])(?![0-9])");
    private static final Pattern DAY_FIRST = Pattern.compile(
            "(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th|\\.|º)?[\\s-]{0,3}(?:de |of )?(\\p{L}{3,10})[.,]?[\\s-]{0,3}(?:de |of )?'?([0-9]{2,4})(?![0-9])",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern MONTH_FIRST = Pattern.compile(
            "(\\p{L}{3,10})\\.?[\\s-]{1,3}([0-9]{1,2})(?:st|nd|rd|th)?,?[\\s-]{1,3}'?([0-9]{2,4})(?![0-9])",
            Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> MONTHS = Map.ofEntries(Map.entry("jan", 1), Map.entry("ene", 1),
            Map.entry("gen", 1), Map.entry("feb", 2), Map.entry("fev", 2), Map.entry("mar", 3), Map.entry("maa", 3),
            Map.entry("apr", 4), Map.entry("avr", 4), Map.entry("abr", 4), Map.entry("may", 5), Map.entry("mai", 5),
            Map.entry("mei", 5), Map.entry("mag", 5), Map.entry("jun", 6), Map.entry("juin", 6), Map.entry("giu", 6),
            Map.entry("jul", 7), Map.entry("juil", 7), Map.entry("lug", 7), Map.entry("aug", 8), Map.entry("aou", 8),
            Map.entry("ago", 8), Map.entry("sep", 9), Map.entry("set", 9), Map.entry("oct", 10), Map.entry("okt", 10),
            Map.entry("ott", 10), Map.entry("out", 10), Map.entry("nov", 11), Map.entry("dec", 12),
            Map.entry("dez", 12), Map.entry("dic", 12));

    private Days() {}

    /// The day, if the value is one in ISO 8601 and nothing else.
    static Optional<LocalDate> iso(String value) {
        var iso = ISO.matcher(value.strip());
        var days = new HashSet<LocalDate>();
        if (iso.matches()) {
            add(days, iso.group(1), number(iso.group(2)), iso.group(3));
        }
        return days.stream().findFirst();
    }

    static Set<LocalDate> in(String text) {
        var days = new HashSet<LocalDate>();
        FIGURES.matcher(text).results().forEach(found -> {
            var second = number(found.group(2));
            add(days, found.group(3), second, found.group(1));
            add(days, found.group(3), number(found.group(1)), found.group(2));
            add(days, found.group(1), second, found.group(3));
        });
        COMPACT.matcher(text)
                .results()
                .forEach(found -> add(days, found.group(1), number(found.group(2)), found.group(3)));
        DAY_FIRST.matcher(text)
                .results()
                .forEach(found -> add(days, found.group(3), month(found.group(2)), found.group(1)));
        MONTH_FIRST.matcher(text)
                .results()
                .forEach(found -> add(days, found.group(3), month(found.group(1)), found.group(2)));
        return days;
    }

    private static int month(String name) {
        var plain = FoldedText.of(name.toLowerCase(Locale.ROOT)).text();
        var four = plain.length() > 3 ? MONTHS.getOrDefault(plain.substring(0, 4), 0) : 0;
        return four > 0 ? four : plain.length() < 3 ? 0 : MONTHS.getOrDefault(plain.substring(0, 3), 0);
    }

    /// Adds the day if there is one. A year of two digits is one of this century.
    private static void add(Set<LocalDate> days, String year, int month, String day) {
        if ((year.length() != 2 && year.length() != 4) || day.length() > 2 || month == 0) {
            return;
        }
        try {
            days.add(LocalDate.of(year.length() < 4 ? 2000 + number(year) : number(year), month, number(day)));
        } catch (DateTimeException _) {
            // no such day
        }
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
