package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Compares screens with files. `-Dpenstock.golden=write` writes them anew; look at the diff before you commit it.
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/dev/penstock/cli/golden");

    private Golden() {}

    static void assertMatches(String name, List<String> lines) {
        var file = FOLDER.resolve(name + ".txt");
        var text = String.join("\n", lines) + "\n";
        try {
            if ("write".equals(System.getProperty("penstock.golden"))) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, text);
            }
            assertThat(text).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
