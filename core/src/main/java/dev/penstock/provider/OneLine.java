package dev.penstock.provider;

import java.util.regex.Pattern;

/// Makes a text that a server sent fit for a log line.
public final class OneLine {
    private static final Pattern UNPRINTABLE = Pattern
            .compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\u2028\\u2029]+");
    private static final Pattern SPACES = Pattern.compile(" {2,}");

    private OneLine() {}

    /// The text on one line without control or format characters, cut to a number of characters.
    public static String of(String text, int maxLength) {
        // Cutting first keeps a huge text cheap; twice the length leaves room for what is stripped.
        var head = text.length() > 4 * maxLength ? text.substring(0, 4 * maxLength) : text;
        var line = isWord(head)
                ? head
                : SPACES.matcher(UNPRINTABLE.matcher(head).replaceAll(" ")).replaceAll(" ").strip();
        return line.length() <= maxLength ? line : line.substring(0, maxLength - 1) + "…";
    }

    /// Ids and stop reasons, which every reply has, are.
    private static boolean isWord(String text) {
        return text.chars().allMatch(c -> c > ' ' && c <= '~');
    }
}
