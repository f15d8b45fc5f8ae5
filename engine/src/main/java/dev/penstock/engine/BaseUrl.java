package dev.penstock.engine;

import dev.penstock.settings.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `base-url`: where keys and prompts are sent, so it is refused unless it is clearly harmless.
final class BaseUrl {
    private static final Pattern PRIVATE_HOST = Pattern.compile(
            "localhost|.*\\.localhost|.*\\.local|.*\\.internal|[^.:]+|127\\..*|10\\..*|192\\.168\\..*|172\\.(1[6-9]|2\\d|3[01])\\..*|\\[?::1]?|\\[?f[cd][0-9a-f]{2}:.*]?");
    private static final Pattern METADATA_HOST = Pattern
            .compile("169\\.254\\..*|\\[?fd00:ec2::254]?|metadata\\.google\\.internal|\\[?fe80:.*]?");

    private BaseUrl() {}

    /// @return null when the section has none
    static @Nullable URI read(Section section) {
        var text = section.text("base-url");
        return text.isEmpty() ? null : check(section, text.get());
    }

    private static @Nullable URI check(Section section, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            section.problem("base-url", "'" + text + "' is not a URL", "such as https://api.example.com/v1");
            return null;
        }
        var scheme = uri.getScheme();
        if (uri.getHost() == null || scheme == null || !(scheme.equals("https") || scheme.equals("http"))) {
            section.problem("base-url", "'" + text + "' is not an http or https URL",
                    "such as https://api.example.com/v1 or http://localhost:8000/v1");
            return null;
        }
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        if (METADATA_HOST.matcher(host).matches()) {
            section.problem("base-url", "'" + host + "' is a cloud metadata address", "the address of a model server");
        } else if (scheme.equals("http") && !PRIVATE_HOST.matcher(host).matches()) {
            section.problem("base-url", "http would send the key and the prompts to '" + host + "' unencrypted",
                    "https, or http for a private address");
        }
        return uri;
    }
}
