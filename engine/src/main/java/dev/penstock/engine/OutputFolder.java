package dev.penstock.engine;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The folder of a run's results. Each file is written beside its place and renamed, so a reader sees the old one or the new
/// one, whole.
public record OutputFolder(Path path) {
    public static final String ACCEPTED = "accepted.jsonl";
    public static final String DEAD_LETTERS = "dead-letters.jsonl";
    public static final String REPORT = "report.json";

    /// Writes what a file holds.
    @FunctionalInterface
    public interface Content {
        void writeTo(BufferedWriter out) throws IOException;
    }

    /// Makes the folder and tries it out: better before anything is paid for.
    ///
    /// @throws CannotStartException if it cannot be made or written to
    public static OutputFolder writable(Path path) {
        try {
            Files.createDirectories(path);
            Files.delete(Files.createTempFile(path, ".penstock", ".tmp"));
            return new OutputFolder(path);
        } catch (IOException e) {
            throw new CannotStartException("the output folder " + path + " cannot be written to",
                    "name another one with --output DIR");
        }
    }

    /// Writes one of the files, in the place of the one before.
    ///
    /// @throws IOException if it cannot be written; the one before stays
    public void write(String file, Content content) throws IOException {
        Files.createDirectories(path);
        var place = path.resolve(file);
        var beside = path.resolve(file + ".tmp");
        try (var out = Files.newBufferedWriter(beside)) {
            content.writeTo(out);
        }
        Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
