package dev.penstock.check;

import java.util.Optional;

/// Provides a check that needs more on the classpath than core has; found by [java.util.ServiceLoader].
public interface CheckFactory {
    /// The check these settings ask for; empty when they ask for none of this factory's.
    ///
    /// @throws IllegalArgumentException if the settings ask for something this factory knows and cannot do, naming what
    ///     is allowed
    Optional<Check> create(CheckSettings settings);
}
