package dev.penstock.engine.scaffold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The task a new project starts with when there is nothing to derive one from: triage of support tickets.
final class StarterTask {
    static final String NAME = "ticket-triage";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_OUTPUT_TOKENS = 300;

    private StarterTask() {}

    static TaskDraft draft(String model) {
        Map<String, String> files = Stream.of("user.md", "system.md", "schema.json", "cases.jsonl")
                .collect(Collectors.toMap(Function.identity(), StarterTask::text));
        var input = text("input.jsonl").lines().map(line -> (ObjectNode) JSON.readTree(line)).toList();
        return new TaskDraft("Triage one support ticket", files, model, MAX_OUTPUT_TOKENS, false, input::forEach,
                List.of());
    }

    private static String text(String name) {
        try (var in = StarterTask.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + StarterTask.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
