package dev.penstock.prompt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Asks git where the registry stands. Whatever goes wrong means: no commit known.
final class GitCommit {
    private static final int PATIENCE_SECONDS = 3;

    private GitCommit() {}

    static @Nullable String of(Path registry, String task) {
        var commit = git(registry, "rev-parse", "--verify", "HEAD").map(String::strip);
        if (commit.isEmpty() || !commit.get().matches("[0-9a-f]{40,64}")) {
            return null;
        }
        var changes = git(registry, "status", "--porcelain", "--", task);
        return changes.filter(String::isBlank).isPresent() ? commit.get() : commit.get() + "-dirty";
    }

    /// What the command printed; empty when it failed. Its output is small: one line per changed file of a task.
    private static Optional<String> git(Path folder, String... arguments) {
        var command = Stream
                .concat(Stream.of("git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", folder.toString()),
                        Stream.of(arguments))
                .toList();
        try {
            return run(command);
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<String> run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            return Optional.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
