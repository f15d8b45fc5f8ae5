package dev.penstock.prompt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a registry stands in git, and what a task was at another commit.
final class GitCommit {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40,64}");
    private static final int MOST_STATUS_BYTES = 1 << 20;
    private static final int MOST_FILE_BYTES = 4 << 20;

    private GitCommit() {}

    static @Nullable String of(Path registry, String task) {
        var git = new Git(registry);
        var commit = commit(git, "HEAD");
        if (commit.isEmpty()) {
            return null;
        }
        var changes = git.output(MOST_STATUS_BYTES, "status", "--porcelain", "--", task);
        return changes.filter(output -> output.length == 0).isPresent() ? commit.get() : commit.get() + "-dirty";
    }

    /// The files of a task at a commit; none when it was not there yet. Empty when there is no such commit.
    ///
    /// @param ref as a user types it: a hash, a branch, a tag, `HEAD~3`. It is never taken for an option: what starts like
    ///     one names no commit
    static Optional<Registry.Revision> at(Path registry, String task, String ref) {
        if (ref.isBlank() || ref.startsWith("-") || ref.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        var git = new Git(registry);
        return commit(git, ref).map(commit -> new Registry.Revision(commit, files(git, commit, task)));
    }

    private static Optional<String> commit(Git git, String ref) {
        return git.output(MOST_STATUS_BYTES, "rev-parse", "--verify", "--quiet", ref + "^{commit}")
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
                .filter(hash -> HASH.matcher(hash).matches());
    }

    private static Map<String, String> files(Git git, String commit, String task) {
        var files = new TreeMap<String, String>();
        for (var name : CompiledTask.FILES) {
            git.output(MOST_FILE_BYTES, "cat-file", "blob", commit + ":./" + task + "/" + name)
                    .flatMap(GitCommit::utf8)
                    .ifPresent(text -> files.put(name, text));
        }
        return files;
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
