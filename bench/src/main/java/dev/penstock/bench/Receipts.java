package dev.penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Real receipts as text with company, date, address and total (ICDAR 2019 SROIE). Company, address and date were typed from
/// the picture, so a few differ from the text by a letter that was misread.
final class Receipts {
    static final List<String> FIELDS = List.of("company", "date", "address", "total");

    private Receipts() {}

    static boolean areIn(Path data) {
        return Files.isRegularFile(data.resolve("receipts/inputs.jsonl"));
    }

    /// Those with the fields a receipt must have; an address may be missing.
    static List<Example> load(Path data) throws IOException {
        var texts = Questions.records(data.resolve("receipts/inputs.jsonl"))
                .stream()
                .collect(Collectors.toMap(line -> line.path("id").stringValue(),
                        line -> line.path("ocr_text").stringValue()));
        return Questions.records(data.resolve("receipts/gold.jsonl"))
                .stream()
                .filter(gold -> !gold.path("total").asString("").isEmpty())
                .map(gold -> example(gold, texts.getOrDefault(gold.path("id").stringValue(), "")))
                .toList();
    }

    private static Example example(JsonNode gold, String text) {
        var id = gold.path("id").stringValue();
        var answer = new LinkedHashMap<String, @Nullable Object>();
        FIELDS.forEach(field -> answer.put(field, gold.path(field).asString("").isEmpty()
                ? null
                : gold.path(field)
                        .stringValue()));
        var copied = answer.values()
                .stream()
                .allMatch(value -> value == null || plain(text).contains(plain(value.toString())));
        return new Example(id, Map.of("id", id, "ocr_text", text), answer, copied);
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
