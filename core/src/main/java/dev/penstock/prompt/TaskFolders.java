package dev.penstock.prompt;

import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One folder per task, read anew each time. Links that lead out of the registry are refused.
///
/// @param root the real path of `prompts/`
record TaskFolders(Path root) implements TaskSource {
    private static final long MOST_BYTES = 4L << 20;

    /// @throws SettingsException if the folder does not exist
    static TaskFolders open(Path promptsDir) {
        try {
            if (Files.isDirectory(promptsDir)) {
                return new TaskFolders(promptsDir.toRealPath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw problem(promptsDir.toString(), "there is no such folder",
                "a project keeps its tasks in prompts/ beside penstock.yaml");
    }

    @Override
    public List<String> names() {
        try (var folders = Files.list(root)) {
            return folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean has(String task) {
        return Files.isDirectory(root.resolve(task));
    }

    @Override
    public @Nullable String file(String task, String name) {
        var file = folder(task).resolve(name);
        return Files.exists(file) ? read(file, CompiledTask.folder(task) + name) : null;
    }

    @Override
    public List<String> fileNames(String task) {
        try (var files = Files.list(folder(task))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable String gitCommit(String task) {
        return GitCommit.of(root, task);
    }

    @Override
    public Optional<Registry.Revision> at(String task, String ref) {
        return GitCommit.at(root, task, ref);
    }

    private Path folder(String task) {
        return inside(root.resolve(task), CompiledTask.folder(task));
    }

    private String read(Path file, String shown) {
        try {
            var real = inside(file, shown);
            if (!Files.isRegularFile(real) || Files.size(real) > MOST_BYTES) {
                throw problem(shown, "is not a regular file of at most 4 MiB", "");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(real))).toString();
        } catch (CharacterCodingException _) {
            throw problem(shown, "is not valid UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Follows links, and refuses those that lead out of the registry.
    private Path inside(Path path, String shown) {
        try {
            var real = path.toRealPath();
            if (!real.startsWith(root)) {
                throw problem(shown, "is a link that leads out of the registry",
                        "copy the file into the task's folder");
            }
            return real;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SettingsException problem(String file, String message, String allowed) {
        return new SettingsException(List.of(new Problem(file, 0, "", message, allowed)));
    }
}
