package dev.penstock.provider;

import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Opens providers of one kind. Found by [ServiceLoader], so that a program carries only the SDKs it names.
public interface ProviderFactory {
    /// The value of `provider` in `penstock.yaml` that selects this factory.
    String name();

    /// What it can do about the form of replies, known without opening it.
    ///
    /// @param dialect which flavour of the protocol; null for the default
    OutputAbilities outputs(@Nullable String dialect);

    /// Opens the provider. Does not call it.
    ///
    /// @throws IllegalArgumentException if a setting is missing or not allowed; the message starts with the key, as in
    ///     `api-key is missing: ...`
    Provider open(EndpointSettings settings);

    /// Opens a provider with the factory its settings name.
    ///
    /// @throws IllegalArgumentException if no factory on the class path has that name, or a setting is wrong
    static Provider openAny(EndpointSettings settings) {
        return named(settings.provider()).open(settings);
    }

    /// The factory of a provider.
    ///
    /// @throws IllegalArgumentException if no factory on the class path has that name
    static ProviderFactory named(String provider) {
        SortedSet<String> known = new TreeSet<>();
        for (var factory : ServiceLoader.load(ProviderFactory.class, ProviderFactory.class.getClassLoader())) {
            if (factory.name().equals(provider)) {
                return factory;
            }
            known.add(factory.name());
        }
        throw new IllegalArgumentException("provider '" + provider + "' is not on the class path; add the dependency "
                + "dev.penstock:penstock-" + provider + "; available: " + known);
    }
}
