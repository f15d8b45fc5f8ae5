package dev.penstock.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What becomes of a reply that holds a placeholder where a value was asked for.
public enum Placeholders {
    /// The reply is rejected.
    REJECT,
    /// An optional field that holds one becomes absent, with a flag; one in a required field is rejected.
    OMIT,
    /// The reply passes with a flag.
    FLAG,
    /// Nothing looks for placeholders, nor for refusals written as free text.
    OFF;

    /// The name used in settings: `reject`, `omit`, ...
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The mode with this label.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Placeholders of(String label) {
        return Arrays.stream(values())
                .filter(mode -> mode.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("checks.placeholders must be one of "
                        + Arrays.stream(values()).map(Placeholders::label).collect(Collectors.joining(", ")) + ", was "
                        + label));
    }
}
