package dev.penstock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;

/// Does what users do most, once, against the built-in simulator in a folder that is thrown away: the launcher records
/// the start-up cache of the JVM from it.
public final class WarmUp {
    private static final String SETTINGS = """
            endpoints:
              sim: { provider: simulator }
              gpt: { provider: simulator, dialect: openai }
            """;
    private static final String SCHEMA = """
            {"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"],"additionalProperties":false}
            """;

    private WarmUp() {}

    /// Records nothing itself; the JVM does.
    public static void main(String[] args) throws IOException {
        var project = Files.createTempDirectory("penstock-warm-up-");
        try {
            write(project);
            for (var task : new String[]{"one", "two"}) {
                penstock(project, "run", task, "--input", "items.jsonl", "--run-id", task);
            }
            penstock(project, "runs");
            penstock(project, "report", "one");
            penstock(project, "verify", "one");
            penstock(project, "dead-letters", "list");
            penstock(project, "prompts", "list");
            penstock(project, "--version");
            Surroundings.ofProcess().terminal().apply(Terminal.Colour.AUTO).width();
        } finally {
            delete(project);
        }
    }

    private static void write(Path project) throws IOException {
        Files.writeString(project.resolve("penstock.yaml"), SETTINGS);
        Files.writeString(project.resolve("items.jsonl"), """
                {"id":"1","text":"warm"}
                not json
                {"id":"2","text":"up"}
                """);
        task(project.resolve("prompts").resolve("one"), "sim", "claude-haiku-4-5");
        task(project.resolve("prompts").resolve("two"), "gpt", "gpt-5-mini");
    }

    private static void task(Path folder, String endpoint, String model) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("task.yaml"),
                "endpoint: " + endpoint + "\nmodel: " + model + "\nmax-output-tokens: 100\n");
        Files.writeString(folder.resolve("user.md"), "Answer: {{ text }}");
        Files.writeString(folder.resolve("schema.json"), SCHEMA);
    }

    private static void penstock(Path project, String... args) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Main.run(new Surroundings(InputStream.nullInputStream(), nowhere, nowhere, _ -> null, _ -> Terminal.none(),
                project,
                Clock.systemUTC()), args);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
