package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.audit.AuditFinding;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Every finding of an audit as JSON lines. Written beside its place; only [#keep] puts it there.
final class FindingsFile implements AutoCloseable {
    private final Path file;
    private final Path beside;
    private final BufferedWriter out;

    private FindingsFile(Path file, Path beside, BufferedWriter out) {
        this.file = file;
        this.beside = beside;
        this.out = out;
    }

    /// @param audited must stay as it is
    /// @throws CannotStartException if it cannot be written there
    static FindingsFile open(Path file, Path audited) {
        var path = file.toAbsolutePath().normalize();
        var beside = path.resolveSibling(path.getFileName() + ".tmp");
        try {
            if (Files.exists(path) && (Files.isDirectory(path) || Files.isSameFile(path, audited))) {
                throw new CannotStartException("--output " + file + (Files.isDirectory(path)
                        ? " is a folder"
                        : " is the audited file"), "give another file, such as findings.jsonl");
            }
            return new FindingsFile(path, beside, Files.newBufferedWriter(beside));
        } catch (IOException e) {
            throw new CannotStartException(
                    "--output " + file + " cannot be written (" + e.getClass().getSimpleName() + ")",
                    "give a file in a folder that exists and that you may write to");
        }
    }

    void write(AuditFinding finding) {
        try {
            out.write(AuditJson.finding(finding).toString());
            out.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("the findings cannot be written to " + beside, e);
        }
    }

    void keep() {
        try {
            out.close();
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the findings cannot be written to " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
