package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that a command was given. What comes through a pipe or standard input is copied to a file first, in a folder only
/// its owner may read, and deleted at the end.
///
/// @param folder to delete at the end; null when the file is the user's own
record PipedInput(Path file, @Nullable Path folder) implements AutoCloseable {
    private static final String STANDARD_INPUT = "-";

    /// Blocks until a pipe is at its end.
    ///
    /// @throws CannotStartException if a pipe cannot be read, or nothing came
    static PipedInput of(PenstockCommand root, Path given) {
        var file = root.path(given);
        boolean standardInput = isStandardInput(given);
        if (!standardInput && (!Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file))) {
            return new PipedInput(file, null);
        }
        try (var in = standardInput ? root.surroundings().in() : Files.newInputStream(file)) {
            var folder = Files.createTempDirectory("penstock-");
            var copy = new PipedInput(folder.resolve("standard-input"), folder);
            if (Files.copy(in, copy.file()) == 0) {
                copy.close();
                throw new CannotStartException("nothing came through " + (standardInput ? "standard input" : file),
                        "pipe one JSON object per line into it, or CSV with --format csv");
            }
            return copy;
        } catch (IOException e) {
            throw new CannotStartException(given + " cannot be read: " + e.getMessage(), "give a .jsonl or .csv file");
        }
    }

    private static boolean isStandardInput(Path given) {
        return given.toString().equals(STANDARD_INPUT);
    }

    @Override
    public void close() {
        if (folder == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the copy of standard input in " + folder, e);
        }
    }
}
