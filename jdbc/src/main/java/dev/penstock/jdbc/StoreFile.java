package dev.penstock.jdbc;

import dev.penstock.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// The file a store lives in: created for its owner's eyes only, and refused with a reason if it cannot be a store.
final class StoreFile {
    private StoreFile() {}

    /// Creates the file and its folders unless they exist.
    ///
    /// @throws StoreException if the path cannot be a store
    static Path create(Path file) {
        var path = file.toAbsolutePath().normalize();
        refuseFolder(path);
        createFolders(path);
        if (Files.notExists(path)) {
            createPrivately(path);
        }
        return path;
    }

    /// The existing file.
    ///
    /// @throws StoreException if there is none, or it cannot be a store
    static Path existing(Path file) {
        var path = file.toAbsolutePath().normalize();
        refuseFolder(path);
        if (!Files.exists(path)) {
            throw new StoreException("there is no store " + path + " yet; the first run creates it");
        }
        return path;
    }

    /// Creates a file that only its owner may read, unless it exists.
    static void createPrivately(Path path) {
        try {
            Files.createFile(path, ownerOnly(path));
        } catch (FileAlreadyExistsException _) {
            // another process was faster
        } catch (IOException e) {
            throw new StoreException("the file " + path
                    + " cannot be created. Make its folder writable for this user, or point store.url or samples.store elsewhere",
                    e);
        }
    }

    private static void refuseFolder(Path path) {
        if (Files.isDirectory(path)) {
            throw new StoreException(
                    "the store " + path + " is a folder; point store.url or samples.store to a file, such as "
                            + path.resolve("penstock.db"));
        }
    }

    private static void createFolders(Path path) {
        var folder = path.getParent();
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StoreException("the folder " + folder + " of the store cannot be created ("
                    + e.getClass().getSimpleName()
                    + "). Create it for this user, or point store.url or samples.store elsewhere", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[]{
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
    }
}
