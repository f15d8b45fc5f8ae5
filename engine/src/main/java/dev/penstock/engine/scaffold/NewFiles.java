package dev.penstock.engine.scaffold;

import dev.penstock.engine.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Writes files into a directory, never over one that is there, and remembers which is which.
final class NewFiles {
    private final Path directory;
    private final List<String> created = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    NewFiles(Path directory) {
        this.directory = directory;
    }

    /// Those written, relative to the directory.
    List<String> created() {
        return created;
    }

    /// Those that were there already, and what to do about them.
    List<String> kept() {
        return kept;
    }

    boolean exist(String name) {
        return Files.exists(directory.resolve(name));
    }

    /// @param remark what to do about it; empty for nothing
    void keep(String name, String remark) {
        kept.add(name + remark);
    }

    void write(String name, String text) {
        write(name, out -> append(out, text));
    }

    /// @param writer writes the content, which may be large
    void write(String name, Consumer<Appendable> writer) {
        if (exist(name)) {
            keep(name, "");
            return;
        }
        var file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            try (var out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
                writer.accept(out);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CannotStartException(e.getFile() + " is a file where a folder should be",
                    "move it, or give another folder");
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be written (" + e.getClass().getSimpleName() + ")",
                    "make the folder writable for this user, or give another one");
        }
        created.add(name);
    }

    private static void append(Appendable out, String text) {
        try {
            out.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines of a file that is there.
    List<String> lines(String name) {
        try {
            return Files.readAllLines(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
