package dev.penstock.prompt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Asks git about the folder a registry is in. Runs nothing the repository may have configured (no monitor, no filter, no
/// pager), asks nobody for a password, and gives up after a few seconds. Whatever goes wrong means: not known.
record Git(Path folder) {
    private static final int PATIENCE_SECONDS = 5;

    /// What the command printed; empty when it failed, or printed more than this.
    Optional<byte[]> output(int mostBytes, String... arguments) {
        var command = Stream
                .concat(Stream.of("git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", folder.toString()),
                        Arrays.stream(arguments))
                .toList();
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("GIT_NO_LAZY_FETCH", "1");
        try {
            return run(builder, mostBytes);
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<byte[]> run(ProcessBuilder builder, int mostBytes)
            throws IOException, InterruptedException {
        var process = builder.start();
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try {
            process.getOutputStream().close();
            var output = process.getInputStream().readNBytes(mostBytes + 1);
            if (output.length > mostBytes) {
                return Optional.empty();
            }
            return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }
}
