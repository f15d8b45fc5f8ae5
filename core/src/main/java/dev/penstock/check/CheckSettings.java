package dev.penstock.check;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a task asks of its replies beyond its schema.
///
/// @param placeholders what becomes of a reply with a placeholder in it
/// @param language ISO 639-1 code, lower case, of the language the reply must be in; null when any will do
public record CheckSettings(Placeholders placeholders, @Nullable String language) {
    /// Placeholders are rejected, any language will do.
    public static final CheckSettings DEFAULT = new CheckSettings(Placeholders.REJECT, null);

    private static final Pattern ISO_639_1 = Pattern.compile("[a-z]{2}");

    public CheckSettings {
        if (language != null && !ISO_639_1.matcher(language).matches()) {
            throw new IllegalArgumentException(
                    "checks.language must be a two-letter ISO 639-1 code in lower case such as en, was " + language);
        }
    }
}
