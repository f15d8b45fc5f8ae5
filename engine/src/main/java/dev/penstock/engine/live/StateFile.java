package dev.penstock.engine.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The file beside a store in which its engine tells how it stands, for its owner's eyes only. A killed engine leaves its
/// last words there.
final class StateFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;

    private StateFile(Path file) {
        this.file = file;
    }

    static StateFile of(Path store) {
        return new StateFile(store.resolveSibling(store.getFileName() + ".engine.json"));
    }

    /// Replaces it in one step: readers see the old words or the new ones.
    void write(EngineState state) throws IOException {
        var next = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new"); // mode 0600
        try {
            Files.write(next, JSON.writeValueAsBytes(state));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /// Empty when there is none, or one of another version of the program.
    Optional<EngineState> read() throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), EngineState.class));
        } catch (NoSuchFileException | JacksonException _) {
            return Optional.empty();
        }
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }
}
