package dev.penstock.provider;

/// A value that must never be printed, such as an API key. Its `toString` is `***`.
public final class Secret {
    private final String value;

    public Secret(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a secret must not be blank");
        }
        this.value = value;
    }

    /// The secret itself. Call this only where it is handed to an SDK.
    public String reveal() {
        return value;
    }

    /// The text with every occurrence of the secret replaced: for error messages that a server may have built from it.
    public String scrub(String text) {
        return text.replace(value, "***");
    }

    @Override
    public String toString() {
        return "***";
    }
}
