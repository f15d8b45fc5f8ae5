package dev.penstock.provider.batch;

import java.util.regex.Pattern;

/// What names an entry within its batch. Anthropic answers 400 for the whole batch to a longer one, and its SDK does not look
/// (sdk-python issue 984; measured with anthropic-java 3.12.0).
public final class CustomId {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private CustomId() {}

    /// The id itself.
    ///
    /// @throws IllegalArgumentException if it is not 1 to 64 characters of `A-Z a-z 0-9 _ -`
    public static String checked(String customId) {
        if (!FORM.matcher(customId).matches()) {
            throw new IllegalArgumentException("a custom id has 1 to 64 characters of A-Z a-z 0-9 _ -, not "
                    + customId.length() + " of some other kind");
        }
        return customId;
    }
}
