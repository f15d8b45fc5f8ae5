package dev.penstock.engine;

import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.Registry;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.PromptUse;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The versions of a task: the one on disk, those that runs used, and those in git.
public final class PromptHistory {
    private static final String DISK = "disk";
    private static final String GIT = "git:";
    private static final Pattern HASH_PREFIX = Pattern.compile("(sha256:)?([0-9a-f]{4,64})");

    private final Registry registry;
    private final @Nullable Runs runs;
    private final String task;

    /// @param runs null when nothing was ever run in the project
    PromptHistory(Registry registry, @Nullable Runs runs, String task) {
        this.registry = registry;
        this.runs = runs;
        this.task = task;
        if (!registry.tasks().contains(task) && stored().isEmpty()) {
            onDisk(); // says which tasks there are
        }
    }

    /// One version with what it was used for.
    ///
    /// @param version its hash
    /// @param onDisk whether it is the version on disk now
    /// @param gitCommit that holds it, else the one it was first used on top of; null outside a repository
    /// @param createdAt when it was first stored; null when it never was
    /// @param use null when no call was made with it
    public record Entry(String version, boolean onDisk, @Nullable String gitCommit, @Nullable Instant createdAt,
            @Nullable PromptUse use) {}

    /// Every version that is stored or on disk, the newest first. Reads all attempts of the task.
    public List<Entry> entries() {
        var disk = diskVersion();
        var uses = runs == null
                ? Map.<String, PromptUse>of()
                : runs.promptUses(task).stream().collect(Collectors.toMap(PromptUse::version, Function.identity()));
        var entries = new ArrayList<Entry>();
        for (var row : stored()) {
            entries.add(new Entry(row.hash(), row.hash().equals(disk), row.gitCommit(), row.createdAt(),
                    uses.get(row.hash())));
        }
        if (disk != null && entries.stream().noneMatch(Entry::onDisk)) {
            entries.add(new Entry(disk, true, registry.gitCommit(task), null, null));
        }
        entries.sort(Comparator.comparing((Entry entry) -> lastUsed(entry)).reversed());
        return List.copyOf(entries);
    }

    private static Instant lastUsed(Entry entry) {
        if (entry.use() != null) {
            return entry.use().last();
        }
        return entry.createdAt() == null ? Instant.MAX : entry.createdAt();
    }

    /// The version on disk.
    ///
    /// @throws SettingsException if the task is not there
    public PromptSource onDisk() {
        var files = registry.versionFiles(task);
        return new PromptSource(DISK, version(files), files);
    }

    /// The version the last run of the task is pinned to.
    ///
    /// @throws CannotStartException if it never ran
    public PromptSource lastUsed() {
        return Optional.ofNullable(runs)
                .flatMap(known -> known.lastOf(task))
                .map(this::ofRun)
                .orElseThrow(() -> new CannotStartException("no run of " + task + " was started yet",
                        "name two versions: penstock prompts diff " + task + " git:HEAD disk"));
    }

    /// The version that a person means.
    ///
    /// @param ref `disk`; the beginning of a stored version's hash; a run; or a git commit, `git:` before it when it could
    ///     be taken for another
    /// @throws CannotStartException if there is no such version, or the beginning is that of several
    public PromptSource find(String ref) {
        if (ref.equals(DISK)) {
            return onDisk();
        }
        if (ref.startsWith(GIT)) {
            return ofGit(ref.substring(GIT.length())).orElseThrow(() -> unknown(ref));
        }
        return byHash(ref).or(() -> byRun(ref)).or(() -> ofGit(ref)).orElseThrow(() -> unknown(ref));
    }

    private Optional<PromptSource> byHash(String ref) {
        var prefix = HASH_PREFIX.matcher(ref);
        if (!prefix.matches()) {
            return Optional.empty();
        }
        var matching = stored().stream().filter(row -> row.hash().startsWith("sha256:" + prefix.group(2))).toList();
        if (matching.size() > 1) {
            throw new CannotStartException("'" + ref + "' begins " + matching.size() + " versions of " + task,
                    "give more of it; see: penstock prompts log " + task + " --json");
        }
        return matching.stream()
                .findFirst()
                .map(row -> new PromptSource("version " + Figures.version(row.hash()), row.hash(), row.files()));
    }

    private Optional<PromptSource> byRun(String ref) {
        var run = Optional.ofNullable(runs).flatMap(known -> known.find(ref));
        run.filter(found -> !found.task().equals(task)).ifPresent(found -> {
            throw new CannotStartException("run " + ref + " is of the task " + found.task() + ", not " + task,
                    "see: penstock runs");
        });
        return run.map(this::ofRun);
    }

    private PromptSource ofRun(RunRow run) {
        var version = Optional.ofNullable(runs)
                .flatMap(known -> known.promptVersion(run.promptVersion()))
                .orElseThrow(() -> new IllegalStateException("the store has no prompt version " + run.promptVersion()));
        return new PromptSource("run " + run.id(), version.hash(), version.files());
    }

    private Optional<PromptSource> ofGit(String ref) {
        return registry.at(task, ref)
                .map(revision -> new PromptSource("git " + Figures.commit(revision.commit()),
                        version(revision.files()), revision.files()));
    }

    private CannotStartException unknown(String ref) {
        var known = stored().stream()
                .limit(5)
                .map(row -> Figures.version(row.hash()))
                .collect(Collectors.joining(", "));
        return new CannotStartException("'" + ref + "' is no version of " + task,
                "give disk, a run, a git commit, or the beginning of a version"
                        + (known.isEmpty() ? "" : ": " + known));
    }

    private List<PromptVersionRow> stored() {
        return runs == null ? List.of() : runs.promptVersions(task);
    }

    private @Nullable String diskVersion() {
        return registry.tasks().contains(task) ? onDisk().version() : null;
    }

    private @Nullable String version(Map<String, String> files) {
        try {
            return Prompt.compile(task, files).version();
        } catch (SettingsException _) {
            return null;
        }
    }
}
