package dev.penstock.cli.rehearse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The command line as a process of its own, on the class path of this one, so that it can be killed.
///
/// @param project the folder it works in
/// @param jvm options for its Java
/// @param environment variables it gets beside those of this process
/// @param speed how many times faster its time passes than on the wall
public record PenstockProcess(Path project, List<String> jvm, Map<String, String> environment, double speed) {
    public PenstockProcess {
        jvm = List.copyOf(jvm);
        environment = Map.copyOf(environment);
    }

    /// In everybody's time.
    public PenstockProcess(Path project, List<String> jvm, Map<String, String> environment) {
        this(project, jvm, environment, 1);
    }

    /// Starts it; what it says goes to a file in the project.
    public Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(main());
        command.addAll(List.of("--project", project.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> main() {
        return speed == 1
                ? List.of("dev.penstock.cli.Main")
                : List.of("dev.penstock.cli.FasterMain", Double.toString(speed));
    }

    /// What the last one said.
    public String said() {
        try {
            return Files.exists(log()) ? Files.readString(log()).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return project.resolve("child.log");
    }
}
