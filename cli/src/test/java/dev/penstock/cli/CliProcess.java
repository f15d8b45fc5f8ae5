package dev.penstock.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The command line as a process of its own, with the class path of the tests, to be signalled, stopped and killed. Its
/// streams go to files.
final class CliProcess implements AutoCloseable {
    private static final long MOST_SECONDS = 120;

    private final Process process;
    private final Path out;
    private final Path err;

    private CliProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static CliProcess start(TestProject project, String... args) throws IOException {
        return start(project, Map.of(), args);
    }

    static CliProcess start(TestProject project, Map<String, String> env, String... args) throws IOException {
        return start(project, env, List.of(Main.class.getName()), args);
    }

    /// In a time that passes so many times faster than on the wall.
    static CliProcess startFaster(double speed, TestProject project, Map<String, String> env, String... args)
            throws IOException {
        return start(project, env, List.of(FasterMain.class.getName(), Double.toString(speed)), args);
    }

    private static CliProcess start(TestProject project, Map<String, String> env, List<String> main, String... args)
            throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
        command.addAll(main);
        command.addAll(List.of(args));
        var out = Files.createTempFile("penstock-cli", ".out");
        var err = Files.createTempFile("penstock-cli", ".err");
        var builder = new ProcessBuilder(command).directory(project.folder().toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(env);
        return new CliProcess(builder.start(), out, err);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "."))
                .replace(';', File.pathSeparatorChar);
    }

    /// Waits until something is so.
    ///
    /// @throws IllegalStateException if the process ends before, or it takes two minutes
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (!condition.getAsBoolean()) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IllegalStateException(what + " did not come: " + out() + err());
            }
        }
    }

    /// Sends a signal by its name, such as `TERM`.
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Waits for its end.
    ///
    /// @return the exit code
    /// @throws IllegalStateException if it takes two minutes
    int end() throws InterruptedException {
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it did not end: " + out() + err());
        }
        return process.exitValue();
    }

    /// Standard output so far.
    String out() {
        return read(out);
    }

    /// Standard error so far.
    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
