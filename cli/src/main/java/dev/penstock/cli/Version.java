package dev.penstock.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The version this was built as.
final class Version {
    private Version() {}

    /// `penstock 0.1.0`.
    static String line() {
        return "penstock " + number();
    }

    /// `0.1.0`.
    static String number() {
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "of an unknown version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
