package dev.penstock.jdbc;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A [StoreChild] under way.
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private String firstLine = "";

    private ChildProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static ChildProcess start(Path store, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1", "-cp", classPath(), StoreChild.class.getName(), store.toString()));
        command.addAll(List.of(arguments));
        var child = new ChildProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
        child.firstLine = String.join("", child.readLines(1));
        return child;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "."))
                .replace(';', File.pathSeparatorChar);
    }

    /// `open`, or `locked` when another engine has the store.
    String firstLine() {
        return firstLine;
    }

    long pid() {
        return process.pid();
    }

    /// At most this many lines, fewer when the child is done before.
    List<String> readLines(int count) throws IOException {
        var lines = new ArrayList<String>();
        while (lines.size() < count) {
            var line = output.readLine();
            if (line == null) {
                break;
            }
            lines.add(line);
        }
        return lines;
    }

    /// Kills it as `kill -9` does.
    ///
    /// @return the whole lines it still got out
    List<String> kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
        var rest = new StringBuilder();
        for (int c = output.read(); c >= 0; c = output.read()) {
            rest.append((char) c);
        }
        int end = rest.lastIndexOf("\n");
        return end < 0 ? List.of() : rest.substring(0, end).lines().toList();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
