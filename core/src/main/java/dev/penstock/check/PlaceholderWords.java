package dev.penstock.check;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells whole values that stand for "I have no value". Words that are often a true answer (`none`, `other`, `test`,
/// `example`, `not found`) are left out on purpose.
final class PlaceholderWords {
    private static final int LONGEST = 60;

    private static final Set<String> WORDS = Set.of("n/a", "n.a", "n\\a", "n-a", "na", "null", "nan", "undefined",
            "unknown", "unspecified", "tbd", "tba", "tbc", "to be determined", "to be announced", "to be confirmed",
            "to be defined", "not applicable", "not available", "not provided", "not specified", "not stated",
            "not mentioned", "not given", "not known", "information not available", "information not provided",
            "no information available", "no information provided", "value not provided", "placeholder",
            "placeholder text", "lorem ipsum", "string", "string value", "your text here", "text here", "insert here",
            "john doe", "jane doe");

    private static final Pattern SIGNS = Pattern.compile("[-–—_]+|\\.{2,}|…+|\\?+|[xX]{3,}");
    private static final Pattern WRAPPED = Pattern
            .compile("\\((.*)\\)|\\[(.*)]|<(.*)>|\\{(.*)}|\"(.*)\"|'(.*)'|`(.*)`|\\*+([^*]*)\\*+");
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00A0\\u200B-\\u200D\\u2060\\uFEFF]+");

    private PlaceholderWords() {}

    /// Whether this whole value is a placeholder; an empty or blank one is.
    static boolean matches(String value) {
        if (value.length() > LONGEST) {
            return false;
        }
        var plain = plain(value);
        return plain.isEmpty() || WORDS.contains(plain) || SIGNS.matcher(plain).matches();
    }

    /// The value in lower case without the wrapping a model likes to add: `<Unknown>`, `(N/A)`, `"tbd."`.
    static String plain(String value) {
        var plain = SPACE.matcher(value).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
        plain = unwrapped(plain);
        return plain.endsWith(".") && !plain.endsWith("..") ? plain.substring(0, plain.length() - 1) : plain;
    }

    /// An empty pair such as `{}` stays: it may be all there is to say.
    private static String unwrapped(String plain) {
        var wrapped = WRAPPED.matcher(plain);
        if (!wrapped.matches()) {
            return plain;
        }
        for (var group = 1; group <= wrapped.groupCount(); group++) {
            var inside = wrapped.group(group);
            if (inside != null && !inside.isBlank()) {
                return inside.strip();
            }
        }
        return plain;
    }
}
