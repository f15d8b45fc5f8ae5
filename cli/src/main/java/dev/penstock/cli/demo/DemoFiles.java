package dev.penstock.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The demo's project folder: a real one, so that every command works in it.
///
/// @param folder holds `penstock.yaml`, `prompts/`, the tickets and their right answers
record DemoFiles(Path folder) {
    static final String TASK = "ticket-triage";

    private static final List<String> TASK_FILES = List.of("task.yaml", "system.md", "user.md", "schema.json");

    Path tickets() {
        return folder.resolve("tickets.jsonl");
    }

    /// Writes everything but the provider's address.
    void write(List<Ticket> tickets) throws IOException {
        var task = Files.createDirectories(folder.resolve("prompts").resolve(TASK));
        for (var file : TASK_FILES) {
            Files.writeString(task.resolve(file), resource(file));
        }
        Files.writeString(folder.resolve("morning.yaml"), resource("morning.yaml"));
        lines(tickets(), tickets.stream().map(Ticket::input).toList());
        lines(folder.resolve("gold.jsonl"), tickets.stream().map(Ticket::gold).toList());
    }

    /// Lets the project call a simulator that runs already.
    void pointAt(URI simulator) throws IOException {
        config("base-url: " + simulator);
    }

    /// Lets the project start a simulator of its own, one that answers well: the bad night is over.
    void pointAtMorning() throws IOException {
        config("scenario: morning.yaml");
    }

    private void config(String provider) throws IOException {
        Files.writeString(folder.resolve("penstock.yaml"), resource("penstock.yaml").replace("PROVIDER", provider));
    }

    /// One of the files the project is made from.
    static String resource(String name) {
        try (var in = DemoFiles.class.getResourceAsStream("project/" + name)) {
            if (in == null) {
                throw new IllegalStateException("project/" + name + " is missing beside " + DemoFiles.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void lines(Path file, List<Map<String, String>> records) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            for (var record : records) {
                out.write(JsonMapper.shared().writeValueAsString(record));
                out.write('\n');
            }
        }
    }

    /// Deletes the folder. What another thread takes away or adds meanwhile is no problem of ours.
    void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
