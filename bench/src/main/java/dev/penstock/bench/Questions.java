package dev.penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real questions of bank customers with the right intents (banking77, PolyAI, CC-BY-4.0).
///
/// @param intents the JSON array of all intents, as text
record Questions(Path inputs, List<Question> all, String intents) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// @param intent the right one; of texts that differ at most in blanks at their ends the first one's, because
    ///     the simulator cannot tell them apart
    record Question(String id, String text, String intent) {
        Map<String, String> input() {
            return Map.of("id", id, "text", text);
        }

        Map<String, Object> intentOnly() {
            return Map.of("intent", intent);
        }

        /// The answer of the variant task, with a number and a sentence.
        Map<String, Object> withReason() {
            var answer = new LinkedHashMap<String, Object>();
            answer.put("intent", intent);
            answer.put("urgency", 1 + Math.floorMod(text.strip().hashCode(), 5));
            answer.put("reason",
                    "The customer writes about the topic " + intent.replace('_', ' ').toLowerCase(Locale.ROOT)
                            + " and would like the bank to help with it soon.");
            return answer;
        }

        Example example(Function<Question, Map<String, Object>> answer) {
            return new Example(id, input(), answer.apply(this), true);
        }
    }

    static boolean areIn(Path data) {
        return Files.isRegularFile(data.resolve("banking77/inputs.jsonl"));
    }

    /// @param data the folder that holds `banking77`
    /// @throws BenchException if it is not there
    static Questions load(Path data) throws IOException {
        var folder = data.resolve("banking77");
        for (var file : List.of("inputs.jsonl", "gold.jsonl", "intents.json")) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new BenchException("no " + file + " in " + folder.toAbsolutePath().normalize()
                        + "; name the folder that holds banking77 with --data DIR");
            }
        }
        var intents = records(folder.resolve("gold.jsonl")).stream()
                .collect(Collectors.toMap(line -> line.path("id").stringValue(),
                        line -> line.path("intent").stringValue()));
        return new Questions(folder.resolve("inputs.jsonl"), questions(folder.resolve("inputs.jsonl"), intents),
                Files.readString(folder.resolve("intents.json")));
    }

    private static List<Question> questions(Path inputs, Map<String, String> intents) throws IOException {
        var byText = new HashMap<String, String>();
        var questions = new ArrayList<Question>();
        for (var line : records(inputs)) {
            var id = line.path("id").stringValue();
            var text = line.path("text").stringValue();
            var intent = byText.computeIfAbsent(text.strip(), _ -> intents.getOrDefault(id, ""));
            questions.add(new Question(id, text, intent));
        }
        return questions;
    }

    static List<JsonNode> records(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(JSON::readTree).toList();
        }
    }
}
