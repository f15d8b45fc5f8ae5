package dev.penstock.provider;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which key an adapter hands to its SDK.
public final class ApiKeys {
    /// Sent where a server needs no key, because the SDKs insist on one.
    private static final String NO_KEY = "not-needed";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private ApiKeys() {}

    /// The endpoint's key, or a stand-in where none is needed.
    ///
    /// @param required whether this kind of server needs a key; one on this machine never does
    /// @param variable the environment variable people usually keep this key in
    /// @throws IllegalArgumentException if the key is missing, or cannot be sent in a header
    public static String of(EndpointSettings settings, boolean required, String variable) {
        var key = settings.apiKey();
        if (key == null) {
            if (required && !isLoopback(settings.baseUrl())) {
                throw new IllegalArgumentException("api-key is missing: endpoint '" + settings.name()
                        + "' needs one; set endpoints." + settings.name() + ".api-key, such as ${" + variable + "}");
            }
            return NO_KEY;
        }
        // A key read from a file often ends in a newline; the HTTP client would refuse it and print it.
        if (!key.reveal().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("api-key of endpoint '" + settings.name()
                    + "' holds a space, a line break or a character outside ASCII; remove it");
        }
        return key.reveal();
    }

    private static boolean isLoopback(@Nullable URI baseUrl) {
        if (baseUrl == null || baseUrl.getHost() == null) {
            return false;
        }
        var host = baseUrl.getHost().toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(host) || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }
}
