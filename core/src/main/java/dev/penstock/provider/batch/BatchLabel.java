package dev.penstock.provider.batch;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a batch is found again by: it stands in the name of its file and in its metadata where the provider keeps such, and
/// every custom id begins with it.
///
/// @param value `pst-` and 16 to 24 lower-case letters and digits
public record BatchLabel(String value) {
    private static final Pattern FORM = Pattern.compile("pst-[a-z0-9]{16,24}");
    private static final Pattern IN_CUSTOM_ID = Pattern.compile("(" + FORM.pattern() + ")-.*");

    public BatchLabel {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a label of a batch: " + value.length() + " characters");
        }
    }

    /// The label that a custom id begins with; empty when Penstock did not make it.
    public static Optional<BatchLabel> of(String customId) {
        var matcher = IN_CUSTOM_ID.matcher(customId);
        return matcher.matches() ? Optional.of(new BatchLabel(matcher.group(1))) : Optional.empty();
    }

    /// The label under which something was made that has a name; empty when Penstock did not make it.
    public static Optional<BatchLabel> parse(String name) {
        return FORM.matcher(name).matches() ? Optional.of(new BatchLabel(name)) : Optional.empty();
    }

    /// The id of one entry: at most 64 characters.
    ///
    /// @param seq of the item in its run
    /// @param n number of the attempt at the item
    public String customId(long seq, int n) {
        return value + "-" + seq + "-" + n;
    }
}
