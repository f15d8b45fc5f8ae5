package dev.penstock.simulator;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Copies out of the text a prompt is about, for fields whose description asks for a copy ("exactly as written"). Something
/// of the right kind, not the right answer: that takes gold.
final class Copies {
    private static final Pattern ASKED = Pattern.compile(
            "exactly as|as (?:it is |it was )?(?:written|printed)|\\bcop(?:y|ied)\\b|verbatim|word for word",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TAGGED = Pattern.compile("<([\\w-]+)>(.*?)</\\1>", Pattern.DOTALL);
    private static final Pattern DATE = Pattern.compile("\\b\\d{1,4}[./-]\\d{1,2}[./-]\\d{2,4}\\b");
    private static final Pattern AMOUNT = Pattern.compile("\\b\\d[\\d,']*[.,]\\d{2}\\b");
    private static final Pattern NUMBER = Pattern.compile("\\b(?=[\\w-]*\\d)[A-Za-z0-9][\\w-]{2,30}\\b");
    private static final Pattern LINE = Pattern.compile("[^\\n]*\\p{L}[^\\n]*");

    private final String text;

    private Copies(String text) {
        this.text = text;
    }

    /// Of the last user message with something between tags, there from that; else of the longest one.
    static Copies of(Prompt prompt) {
        var messages = prompt.turns().stream().filter(Prompt.Turn::user).map(Prompt.Turn::text).toList();
        return new Copies(messages.reversed()
                .stream()
                .flatMap(message -> TAGGED.matcher(message).results().map(tagged -> tagged.group(2)).limit(1))
                .findFirst()
                .or(() -> messages.stream().max((a, b) -> Integer.compare(a.length(), b.length())))
                .orElse(""));
    }

    /// Nothing to copy from.
    static Copies none() {
        return new Copies("");
    }

    static boolean isAsked(JsonNode schema) {
        return ASKED.matcher(schema.path("description").asString("")).find();
    }

    /// A value for a field; empty when the text has none of its kind and length.
    Optional<String> value(String name, JsonNode schema) {
        var kind = (name + " " + schema.path("description").asString("")).toLowerCase(Locale.ROOT);
        return candidates(kind).map(MatchResult::group)
                .map(String::strip)
                .filter(value -> value.length() >= schema.path("minLength").asInt(1)
                        && value.length() <= schema.path("maxLength").asInt(200))
                .findFirst();
    }

    private Stream<MatchResult> candidates(String kind) {
        if (kind.contains("date")) {
            return DATE.matcher(text).results();
        }
        if (kind.contains("total") || kind.contains("amount") || kind.contains("price")) {
            return AMOUNT.matcher(text).results().toList().reversed().stream();
        }
        if (kind.contains("number") || kind.contains("code") || kind.contains("_id")) {
            return NUMBER.matcher(text).results();
        }
        var lines = LINE.matcher(text).results();
        return kind.contains("address") ? lines.filter(line -> line.group().matches(".*\\d.*")) : lines;
    }
}
