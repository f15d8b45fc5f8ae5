package dev.penstock.settings;

import java.util.List;
import java.util.Optional;

/// A setting whose missing environment variable is a problem only once it is needed, such as the key of an endpoint that
/// no task uses today.
public sealed interface Deferred {
    /// The value, when it is there.
    ///
    /// @throws SettingsException if its environment variable is missing
    Optional<String> get();

    /// The names of the environment variables it is made of.
    List<String> variables();

    /// Present, or not given at all (then empty).
    record Ready(Optional<String> get, List<String> variables) implements Deferred {
        @Override
        public String toString() {
            return get.isPresent() ? "***" : "none";
        }
    }

    /// Given, but it cannot be had.
    record Missing(Problem problem, List<String> variables) implements Deferred {
        @Override
        public Optional<String> get() {
            throw new SettingsException(List.of(problem));
        }
    }
}
