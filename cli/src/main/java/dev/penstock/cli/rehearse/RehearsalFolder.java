package dev.penstock.cli.rehearse;

import dev.penstock.engine.EndpointConfig;
import dev.penstock.engine.PenstockConfig;
import dev.penstock.engine.Project;
import dev.penstock.simulator.AnswerKey;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A project folder for one rehearsal: the user's task, its records, a store of its own. Deleted with it.
record RehearsalFolder(Path folder) implements AutoCloseable {
    private static final int TRIES_TO_DELETE = 5;

    static RehearsalFolder create() throws IOException {
        return new RehearsalFolder(Files.createTempDirectory("penstock-rehearse-"));
    }

    Path input() {
        return folder.resolve("records.jsonl");
    }

    /// Copies what can change an answer of the task. Made-up answers may fail its checks, so dead letters pause nothing here.
    void task(String task, Map<String, String> files) throws IOException {
        var target = Files.createDirectories(folder.resolve("prompts").resolve(task));
        for (var file : files.entrySet()) {
            var settings = file.getKey().equals("task.yaml");
            Files.writeString(target.resolve(file.getKey()),
                    settings ? withoutStopRule(file.getValue()) : file.getValue());
        }
    }

    private static String withoutStopRule(String settings) {
        var tree = (ObjectNode) YAMLMapper.shared().readTree(settings);
        return tree.put("stop-if", "off").toString();
    }

    /// Points every endpoint at the simulator: the real adapter in the wire format it has, the rest of its settings left
    /// out. What a limit is the provider tells.
    ///
    /// @param inFlight calls at once
    void endpoints(PenstockConfig config, URI simulator, int inFlight) throws IOException {
        var root = JsonMapper.shared().createObjectNode().put("max-record-bytes", config.maxRecordBytes());
        var endpoints = root.putObject("endpoints");
        config.endpoints()
                .forEach((name, endpoint) -> endpoints.putObject(name)
                        .put("provider", "simulator")
                        .put("dialect", dialect(endpoint))
                        .put("base-url", simulator.toString())
                        .putObject("limits")
                        .put("concurrency", inFlight));
        Files.writeString(folder.resolve(PenstockConfig.FILE), root.toString());
    }

    private static @Nullable String dialect(EndpointConfig endpoint) {
        return endpoint.dialect() != null
                ? endpoint.dialect()
                : endpoint.provider().equals("simulator") ? "anthropic" : endpoint.provider();
    }

    /// The scenario with the right answers in it, when some are known.
    Scenario knowing(RehearsalRecords records, Scenario scenario) throws IOException {
        if (records.answers().isEmpty()) {
            return scenario;
        }
        return scenario.withGold(AnswerKey.load(lines("cases.jsonl", records.records()),
                lines("answers.jsonl", records.answers())));
    }

    private Path lines(String name, List<ObjectNode> records) throws IOException {
        return Files.write(folder.resolve(name), records.stream().map(ObjectNode::toString).toList());
    }

    Project open() {
        return Project.open(folder, _ -> null);
    }

    /// Deletes the folder. A process that was just killed may still leave a file while it goes.
    @Override
    public void close() {
        for (var tries = 1; Files.exists(folder); tries++) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException e) {
                if (tries == TRIES_TO_DELETE) {
                    throw new UncheckedIOException("cannot remove " + folder, new IOException(e));
                }
            }
        }
    }
}
