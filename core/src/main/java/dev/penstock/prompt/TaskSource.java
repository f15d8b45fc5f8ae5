package dev.penstock.prompt;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the files of tasks come from. Asked only for tasks it has.
sealed interface TaskSource permits TaskFolders, TaskTexts {
    /// What may be tasks, in any order.
    List<String> names();

    /// Whether it is one of the [#names()].
    ///
    /// @param task allowed as the name of a task
    boolean has(String task);

    /// A file of a task; null when it does not exist.
    @Nullable
    String file(String task, String name);

    /// Sorted.
    List<String> fileNames(String task);

    /// Null when no commit is known.
    @Nullable
    String gitCommit(String task);

    /// A task as it was at a commit; empty when there is no such commit, or nobody knows.
    Optional<Registry.Revision> at(String task, String ref);
}
