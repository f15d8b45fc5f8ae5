package dev.penstock.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Lines that somebody sent, on disk under a name of their own until a run begins over them. Closing it takes away what no
/// run keeps.
final class Upload implements AutoCloseable {
    private final InputFile received;
    private Path place;
    private boolean kept;

    private Upload(Path place) {
        this.place = place;
        this.received = InputFile.of(place);
    }

    /// Reads to the end.
    ///
    /// @throws CannotStartException if there is nothing in it
    /// @throws UncheckedIOException if it cannot be read or written; nothing is left on disk
    static Upload received(InputStream lines, Path folder) {
        Path incoming = null;
        Upload upload = null;
        try {
            Files.createDirectories(folder);
            incoming = Files.createTempFile(folder, ".incoming-", ".jsonl"); // mode 0600
            try (var out = Files.newOutputStream(incoming)) {
                lines.transferTo(out);
            }
            refuseEmpty(incoming);
            upload = new Upload(incoming);
            return upload;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (upload == null && incoming != null) {
                remove(incoming);
            }
        }
    }

    private static void refuseEmpty(Path incoming) throws IOException {
        if (Files.size(incoming) == 0) {
            throw new CannotStartException("the upload is empty",
                    "it needs one JSON object per line, such as {\"id\":\"1\",\"text\":\"...\"}");
        }
    }

    /// As it was received.
    InputFile file() {
        return received;
    }

    /// Gives it the name a run reads it by.
    InputFile named(String name) {
        try {
            place = Files.move(place, place.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return new InputFile(place, received.hash());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A run reads it from now on.
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (!kept) {
            remove(place);
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
