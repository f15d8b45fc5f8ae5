package dev.penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The command line as a process of its own, on the bench's class path.
final class PenstockProcess {
    private PenstockProcess() {}

    /// @param jvm options for its Java
    static Process start(BenchProject project, List<String> jvm, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.penstock.cli.Main", "--project",
                project.folder().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(project).toFile());
        builder.environment().put("BENCH_KEY", "simulated-key");
        return builder.start();
    }

    /// @throws BenchException if it does not end in time, or not with 0
    static void finish(Process process, BenchProject project, Duration atMost)
            throws IOException, InterruptedException {
        if (!process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new BenchException("penstock did not end within " + atMost.toMinutes() + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new BenchException("penstock ended with " + process.exitValue() + ": "
                    + Files.readString(log(project)).strip());
        }
    }

    private static Path log(BenchProject project) {
        return project.folder().resolve("child.log");
    }
}
