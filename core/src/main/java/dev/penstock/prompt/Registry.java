package dev.penstock.prompt;

import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import dev.penstock.settings.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The prompts a team keeps as files: one folder per task under `prompts/`. Reads the files anew on every call, so what it
/// answers is what is on disk now. Safe for use by many threads.
public final class Registry {
    private static final Pattern TASK = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final long MOST_BYTES = 4L << 20;

    private final Path root;

    private Registry(Path root) {
        this.root = root;
    }

    /// @throws SettingsException if the folder does not exist
    public static Registry open(Path promptsDir) {
        try {
            if (Files.isDirectory(promptsDir)) {
                return new Registry(promptsDir.toRealPath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw problem(promptsDir.toString(), "there is no such folder",
                "a project keeps its tasks in prompts/ beside penstock.yaml");
    }

    /// The names of all tasks, sorted: folders whose name is lower-case letters, digits and dashes, at most 64.
    public List<String> tasks() {
        try (var folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> TASK.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Compiles a task as it is on disk now.
    ///
    /// @throws SettingsException if there is no such task, with the names of those there are; or if it has problems
    public Prompt prompt(String task) {
        return Prompt.compile(task, versionFiles(task));
    }

    /// The commit of the repository the registry is in, with `-dirty` behind it if the task's folder has changes that are
    /// not committed; null when it is no git repository, or git is not installed. Blocks for at most a few seconds.
    public @Nullable String gitCommit(String task) {
        return GitCommit.of(root, task);
    }

    /// The files that can change an answer, as they are.
    Map<String, String> versionFiles(String task) {
        var folder = folder(task);
        var files = new TreeMap<String, String>();
        for (var name : CompiledTask.FILES) {
            var content = read(task, folder, name);
            if (content != null) {
                files.put(name, content);
            }
        }
        return Map.copyOf(files);
    }

    /// A file of a task; null when it does not exist.
    @Nullable
    String file(String task, String name) {
        return read(task, folder(task), name);
    }

    /// The names of everything in a task's folder, sorted.
    List<String> fileNames(String task) {
        try (var files = Files.list(folder(task))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder(String task) {
        var tasks = tasks();
        if (!tasks.contains(task)) {
            var guess = Spelling.nearest(task, tasks).map(name -> "did you mean " + name + "? ").orElse("");
            throw problem("prompts", "there is no task '" + printable(task) + "'",
                    guess + (tasks.isEmpty() ? "there are none yet" : "tasks: " + String.join(", ", tasks)));
        }
        return inside(root.resolve(task), CompiledTask.folder(task));
    }

    private @Nullable String read(String task, Path folder, String name) {
        var file = folder.resolve(name);
        if (!Files.exists(file)) {
            return null;
        }
        var shown = CompiledTask.folder(task) + name;
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

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
