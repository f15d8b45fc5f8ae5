package dev.penstock.prompt;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What lint asks about models. The answers come from a price table, which this package does not see.
@FunctionalInterface
public interface ModelFacts {
    /// Empty for a model nobody knows.
    ///
    /// @param endpoint where it is asked: a server of one's own needs no price
    Optional<Fact> of(String endpoint, String model);

    /// The names of known models, to guess what a mistyped one was meant to be.
    default Collection<String> names() {
        return List.of();
    }

    /// @param priced whether it has a price today
    /// @param maxOutputTokens the most a request may ask for; null when unknown
    /// @param retired the first day it no longer answers; null when none is announced
    record Fact(boolean priced, @Nullable Integer maxOutputTokens, @Nullable LocalDate retired) {}
}
