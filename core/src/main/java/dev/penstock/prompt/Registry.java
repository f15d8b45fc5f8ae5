package dev.penstock.prompt;

import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import dev.penstock.settings.Spelling;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The prompts a team keeps: one folder per task under `prompts/`, or texts a program holds. Folders are read anew on every
/// call, so what it answers is what is on disk now; what was read before is not compiled again. Safe for use by many
/// threads.
public final class Registry {
    private static final Pattern TASK = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private final TaskSource source;
    private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

    /// The last that was compiled of a task.
    private record Compiled(Map<String, String> files, Prompt prompt) {}

    private Registry(TaskSource source) {
        this.source = source;
    }

    /// @throws SettingsException if the folder does not exist
    public static Registry open(Path promptsDir) {
        return new Registry(TaskFolders.open(promptsDir));
    }

    /// Tasks that are not on disk.
    ///
    /// @param tasks by name: the files of a task's folder, by file name
    public static Registry of(Map<String, Map<String, String>> tasks) {
        return new Registry(new TaskTexts(tasks));
    }

    /// Whether a task may be called so: lower-case letters, digits and dashes, at most 64.
    public static boolean isTaskName(String name) {
        return TASK.matcher(name).matches();
    }

    /// The names of all tasks, sorted. A folder that cannot be a task's is none.
    public List<String> tasks() {
        return source.names().stream().filter(Registry::isTaskName).sorted().toList();
    }

    /// Whether there is a task of this name.
    public boolean has(String task) {
        return isTaskName(task) && source.has(task);
    }

    /// Folders that look like tasks and cannot be any, because of their names. Hidden ones are none of our business.
    public List<Problem> misnamed() {
        return source.names()
                .stream()
                .filter(name -> !isTaskName(name) && !name.startsWith("."))
                .sorted()
                .map(Registry::misnamed)
                .toList();
    }

    private static Problem misnamed(String folder) {
        return new Problem("prompts/" + folder.replaceAll("\\p{Cntrl}", "?"), 0, "", "is not the name of a task",
                "rename the folder; allowed: lower-case letters, digits and dashes, at most 64");
    }

    /// Compiles a task as it is now.
    ///
    /// @throws SettingsException if there is no such task, with the names of those there are; or if it has problems
    public Prompt prompt(String task) {
        var files = versionFiles(task);
        var known = compiled.get(task);
        if (known == null || !known.files().equals(files)) {
            known = new Compiled(files, Prompt.compile(task, files));
            compiled.put(task, known);
        }
        return known.prompt();
    }

    /// The commit of the repository the registry is in, with `-dirty` behind it if the task's folder has changes that are
    /// not committed; null when it is in no git repository, or git is not installed. Blocks for at most a few seconds.
    public @Nullable String gitCommit(String task) {
        return source.gitCommit(task);
    }

    /// A task at a commit.
    ///
    /// @param commit its full hash
    /// @param files content by name; empty when the task was not there yet
    public record Revision(String commit, Map<String, String> files) {
        public Revision {
            files = Map.copyOf(files);
        }
    }

    /// A task as it was at a commit of the repository the registry is in; empty when there is no such commit, no
    /// repository, or no git. Blocks for at most a few seconds.
    ///
    /// @param task need not be there today
    /// @param ref as git understands it: a hash, a branch, a tag, `HEAD~3`
    public Optional<Revision> at(String task, String ref) {
        return isTaskName(task) ? source.at(task, ref) : Optional.empty();
    }

    /// The files that can change an answer, as they are.
    ///
    /// @throws SettingsException if there is no such task
    public Map<String, String> versionFiles(String task) {
        refuseUnknown(task);
        var files = new TreeMap<String, String>();
        for (var name : CompiledTask.FILES) {
            var content = source.file(task, name);
            if (content != null) {
                files.put(name, content);
            }
        }
        return Map.copyOf(files);
    }

    /// A file of a task; null when it does not exist.
    @Nullable
    String file(String task, String name) {
        refuseUnknown(task);
        return source.file(task, name);
    }

    /// The names of everything in a task's folder, sorted.
    List<String> fileNames(String task) {
        refuseUnknown(task);
        return source.fileNames(task);
    }

    private void refuseUnknown(String task) {
        var tasks = tasks();
        if (!tasks.contains(task)) {
            if (source.names().contains(task)) {
                throw new SettingsException(List.of(misnamed(task)));
            }
            var guess = Spelling.nearest(task, tasks).map(name -> "did you mean " + name + "? ").orElse("");
            throw new SettingsException(List.of(new Problem("prompts", 0, "",
                    "there is no task '" + task.replaceAll("\\p{Cntrl}", "?") + "'",
                    guess + (tasks.isEmpty() ? "there are none yet" : "tasks: " + String.join(", ", tasks)))));
        }
    }
}
