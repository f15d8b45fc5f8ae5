package dev.penstock.settings;

import java.util.Optional;

/// A setting whose missing environment variable is a problem only once it is needed, such as the key of an endpoint that
/// no task uses today.
public sealed interface Deferred {
    /// The value, when it is there.
    ///
    /// @throws SettingsException if its environment variable is missing
    Optional<String> get();

    /// Present, or not given at all (then empty).
    record Ready(Optional<String> get) implements Deferred {
        @Override
        public String toString() {
            return get.isPresent() ? "***" : "none";
        }
    }

    /// Given, but it cannot be had.
    record Missing(Problem problem) implements Deferred {
        @Override
        public Optional<String> get() {
            throw new SettingsException(java.util.List.of(problem));
        }
    }
}
