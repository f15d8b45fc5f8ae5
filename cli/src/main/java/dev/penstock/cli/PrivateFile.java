package dev.penstock.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// A file in a folder of its own that only its owner can look into.
///
/// @param path absolute
record PrivateFile(Path path) {
    static PrivateFile create(String name) {
        try {
            var folder = Files.createTempDirectory("penstock-edit-", only("rwx------"));
            return new PrivateFile(Files.createFile(folder.resolve(name), only("rw-------")));
        } catch (IOException e) {
            throw new UncheckedIOException("no file to edit can be made: " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] only(String permissions) {
        return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    void write(String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException("the file to edit cannot be written: " + path, e);
        }
    }

    /// What it holds; empty when it is not UTF-8. A deleted file holds nothing.
    Optional<String> read() {
        try {
            var bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the edited file cannot be read: " + path, e);
        }
    }

    /// Deletes it, with what an editor left beside it.
    void delete() {
        var folder = path.getParent();
        if (folder == null) {
            throw new IllegalStateException("a private file has a folder of its own");
        }
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("what was edited cannot be deleted: " + path, e);
        }
    }
}
