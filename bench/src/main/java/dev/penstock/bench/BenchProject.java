package dev.penstock.bench;

import dev.penstock.cli.rehearse.PenstockProcess;
import dev.penstock.engine.CompressedTime;
import dev.penstock.engine.Project;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A project folder made for one measurement, deleted with it.
///
/// @param folder holds `penstock.yaml`, one task and its input
record BenchProject(Path folder) implements AutoCloseable {
    /// A wire format with a model that is known on it.
    enum Wire {
        ANTHROPIC("anthropic", "claude-haiku-4-5", ""), OPENAI("openai", "gpt-5-mini", "/v1");

        private final String provider;
        private final String model;
        private final String path;

        Wire(String provider, String model, String path) {
            this.provider = provider;
            this.model = model;
            this.path = path;
        }

        String label() {
            return provider;
        }

        String model() {
            return model;
        }
    }

    static BenchProject create() throws IOException {
        return new BenchProject(Files.createTempDirectory("penstock-bench-"));
    }

    Path input() {
        return folder.resolve("inputs.jsonl");
    }

    /// Copies a task into the project, with endpoint and model of a wire.
    ///
    /// @param source the task's folder
    /// @param intents what stands for `"INTENTS"` in its schema
    void task(Path source, Wire wire, String intents) throws IOException {
        if (!Files.isRegularFile(source.resolve("task.yaml"))) {
            throw new BenchException("no task in " + source.toAbsolutePath().normalize());
        }
        var target = Files.createDirectories(folder.resolve("prompts").resolve(source.getFileName()));
        try (var files = Files.list(source)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var text = Files.readString(file)
                        .replace("[\"INTENTS\"]", intents)
                        .replaceAll("(?m)^endpoint: .*$", "endpoint: bench")
                        .replaceAll("(?m)^model: .*$", "model: " + wire.model());
                Files.writeString(target.resolve(file.getFileName()), text);
            }
        }
    }

    /// How long a call of a task may take on the wall.
    void timeout(String task, Duration timeout) throws IOException {
        var file = folder.resolve("prompts").resolve(task).resolve("task.yaml");
        Files.writeString(file,
                Files.readString(file).replaceFirst("(?m)^timeout: .*$", "timeout: " + timeout.toMillis() + "ms"));
    }

    /// Points the real adapter of a wire at a simulator.
    void endpoint(Wire wire, URI simulator, int concurrency) throws IOException {
        endpoint(wire, simulator, "concurrency: " + concurrency);
    }

    /// @param limits as in `penstock.yaml`
    void endpoint(Wire wire, URI simulator, String limits) throws IOException {
        Files.writeString(folder.resolve("penstock.yaml"), """
                endpoints:
                  bench:
                    provider: %s
                    api-key: ${BENCH_KEY}
                    base-url: %s%s
                    limits: { %s }
                """.formatted(wire.provider, simulator, wire.path, limits));
    }

    void inputs(List<? extends Map<String, ?>> records) throws IOException {
        try (var out = Files.newBufferedWriter(input())) {
            for (var record : records) {
                out.write(JsonMapper.shared().writeValueAsString(record));
                out.write('\n');
            }
        }
    }

    /// An input of so many questions; written as it is made, because it may be large.
    void questions(int count) throws IOException {
        try (var out = Files.newBufferedWriter(input())) {
            for (var i = 0; i < count; i++) {
                out.write("{\"id\":\"q" + i + "\",\"text\":\"Question number " + i + ": where is my parcel?\"}\n");
            }
        }
    }

    /// How many accepted outputs a run has written.
    long accepted(String run) throws IOException {
        try (var lines = Files.lines(folder.resolve("out").resolve(run).resolve("accepted.jsonl"))) {
            return lines.count();
        }
    }

    /// The command line at work in it.
    ///
    /// @param jvm options for its Java
    PenstockProcess penstock(List<String> jvm) {
        return penstock(jvm, 1);
    }

    /// @param speed how many times faster its time passes than on the wall
    PenstockProcess penstock(List<String> jvm, double speed) {
        return new PenstockProcess(folder, jvm, Map.of("BENCH_KEY", "simulated-key"), speed);
    }

    /// Waits for a process of it.
    ///
    /// @throws BenchException if it does not end in time, or not with 0
    static void finish(PenstockProcess penstock, Process process, Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new BenchException("penstock did not end within " + atMost.toMinutes() + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new BenchException("penstock ended with " + process.exitValue() + ": " + penstock.said());
        }
    }

    Project open() {
        return Project.open(folder, BenchProject::key);
    }

    Project open(CompressedTime time) {
        return Project.open(folder, BenchProject::key, time);
    }

    private static @Nullable String key(String name) {
        return name.equals("BENCH_KEY") ? "simulated-key" : null;
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
