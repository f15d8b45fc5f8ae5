package dev.penstock.engine;

import dev.penstock.settings.Section;
import dev.penstock.settings.WebAddress;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which addresses an endpoint may have: paths are added to it, so it ends where they begin.
final class BaseUrl {
    private static final Set<String> PUBLIC_APIS = Set.of("api.anthropic.com", "api.openai.com", "api.mistral.ai");

    private BaseUrl() {}

    /// @return null when the section has none
    static @Nullable URI read(Section section) {
        var key = "base-url";
        var text = section.text(key);
        var problem = text.flatMap(BaseUrl::problem);
        problem.ifPresent(message -> section.problem(key, message,
                "such as https://api.example.com or http://localhost:8000/v1"));
        return problem.isPresent() ? null : text.map(URI::create).orElse(null);
    }

    /// What is wrong with an address; empty when nothing is. Does not quote it: it may hold a password.
    static Optional<String> problem(String text) {
        return WebAddress.problem(text)
                .or(() -> URI.create(text).getRawQuery() == null
                        ? Optional.empty()
                        : Optional.of("must not hold a query"));
    }

    /// Whether the provider itself answers there, and not a server or gateway of the operator's.
    static boolean isPublicApi(URI url) {
        return PUBLIC_APIS.contains(WebAddress.host(url));
    }
}
