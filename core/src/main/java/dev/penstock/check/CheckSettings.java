package dev.penstock.check;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a task asks of its replies beyond its schema.
///
/// @param placeholders what becomes of a reply with a placeholder in it
/// @param language ISO 639-1 code, lower case, of the language the reply must be in; null when any will do
/// @param grounding by JSON pointer, `*` for every element of an array, empty for the whole of a free text: how what
///     stands there must be backed by the input. It wins over `x-grounded` in the schema; of two the longer pointer wins
public record CheckSettings(Placeholders placeholders, @Nullable String language, Map<String, Grounding> grounding) {
    /// Placeholders are rejected, any language will do, nothing need be grounded.
    public static final CheckSettings DEFAULT = new CheckSettings(Placeholders.REJECT, null);

    private static final Pattern ISO_639_1 = Pattern.compile("[a-z]{2}");

    public CheckSettings {
        if (language != null && !ISO_639_1.matcher(language).matches()) {
            throw new IllegalArgumentException(
                    "checks.language must be a two-letter ISO 639-1 code in lower case such as en, was " + language);
        }
        grounding = Map.copyOf(grounding);
    }

    /// Nothing need be grounded.
    public CheckSettings(Placeholders placeholders, @Nullable String language) {
        this(placeholders, language, Map.of());
    }

    public CheckSettings withGrounding(Map<String, Grounding> fields) {
        return new CheckSettings(placeholders, language, fields);
    }
}
