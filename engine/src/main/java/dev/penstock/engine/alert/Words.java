package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.RunRow;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How alerts say numbers, and what to do next.
final class Words {
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);
    private static final int TOP = 3;
    private static final int SHORT_HASH = 8;
    private static final int LONGEST = 600;

    private Words() {}

    /// `1 item`, `2,861 items`.
    static String items(long count) {
        return count(count, "item", "items");
    }

    /// `1 call`, `2,861 calls`.
    static String count(long count, String one, String many) {
        return number((double) count) + " " + (count == 1 ? one : many);
    }

    /// `2,861`.
    static String number(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    /// `3x`, `4.7x`.
    static String factor(double factor) {
        var text = String.format(Locale.ROOT, "%.1f", factor);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + "x";
    }

    /// `2.4 s`.
    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    /// A prompt version, short: `9c1e04ab`.
    static String version(String hash) {
        var digits = hash.substring(hash.indexOf(':') + 1);
        return digits.substring(0, Math.min(SHORT_HASH, digits.length()));
    }

    /// `ticket-triage, run r_7F3K`, `ticket-triage at claude (haiku)`.
    static String subject(Subject subject) {
        if (subject.run() != null) {
            return subject.task() + ", run " + subject.run();
        }
        return subject.task() + (subject.endpoint() == null ? "" : " at " + subject.endpoint())
                + (subject.model() == null ? "" : " (" + subject.model() + ")");
    }

    /// Providers and people wrote parts of it.
    static String oneLine(String text) {
        var clean = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
    }

    /// `5%`, `9.1%`.
    static String percent(double share) {
        var text = String.format(Locale.ROOT, "%.1f", 100 * share);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + "%";
    }

    /// `$25.00`, `$0.008012`.
    static String usd(BigDecimal amount) {
        var rounded = (amount.compareTo(BigDecimal.ONE) < 0
                ? amount.round(FOUR_DIGITS)
                : amount.setScale(2, RoundingMode.HALF_UP))
                .stripTrailingZeros();
        return "$" + (rounded.scale() < 2 ? rounded.setScale(2) : rounded).toPlainString();
    }

    /// `26 h`, `10 min`, `45 s`.
    static String time(Duration time) {
        if (time.toHours() >= 2) {
            return time.toHours() + " h";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    /// `. Top: schema-mismatch 31, refused 2`; empty when there is nothing to count.
    static String top(Map<String, Long> reasons) {
        var most = reasons.entrySet()
                .stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOP)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return most.isEmpty() ? "" : ". Top: " + most;
    }

    static String resume(RunRow run) {
        return goOn(run, "penstock resume " + run.id());
    }

    static String resumeWithBudget(RunRow run) {
        return goOn(run, "penstock resume " + run.id() + " --budget USD");
    }

    static String deadLetters(RunRow run) {
        return "penstock dead-letters list --run " + run.id();
    }

    /// A day of generations belongs to the program that makes them, which holds the store.
    private static String goOn(RunRow run, String command) {
        return run.takesGenerations()
                ? "mend it and start the program again, or once it has ended " + command
                : command;
    }
}
