package dev.penstock.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// The folder of a store that nobody keeps. Only its owner may read it.
record TemporaryFolder(Path path) implements AutoCloseable {
    static TemporaryFolder create() {
        try {
            return new TemporaryFolder(Files.createTempDirectory("penstock-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes it with everything in it.
    @Override
    public void close() {
        try (var all = Files.walk(path)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the temporary store in " + path, e);
        }
    }
}
