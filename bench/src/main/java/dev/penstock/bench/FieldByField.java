package dev.penstock.bench;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.check.Grounding;
import dev.penstock.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every field of every receipt through the grounding check alone, right and spoilt in each way: what passes.
/// Spoilt are only the values that pass when they are right, so that no rejection counts twice.
final class FieldByField {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long SEED = 7;

    private final List<Example> receipts;
    private final Random chance = new Random(SEED);

    FieldByField(List<Example> receipts) {
        this.receipts = receipts;
    }

    List<String> lines() {
        var lines = new ArrayList<>(List.of("", "### receipts, field by field: values that pass the check", "",
                "| field, check | right value | of another receipt | a digit changed, at each place | neighbouring digits swapped | a digit dropped |",
                "|---|--:|--:|--:|--:|--:|"));
        for (var field : Receipts.FIELDS) {
            lines.add(line(field, Grounding.EXTRACT));
        }
        lines.add(line("total", Grounding.NUMBER));
        return lines;
    }

    private String line(String field, Grounding grounding) {
        return "| " + field + ", " + grounding.label() + " | "
                + passing(field, grounding, false, (_, right) -> Stream.of(right))
                + " | " + passing(field, grounding, true, (at, right) -> another(field, at, right)) + " | "
                + passing(field, grounding, true, (_, right) -> changed(right)) + " | "
                + passing(field, grounding, true, (_, right) -> swapped(right)) + " | "
                + passing(field, grounding, true, (_, right) -> dropped(right)) + " |";
    }

    private String passing(String field, Grounding grounding, boolean spoilt,
            BiFunction<Integer, String, Stream<String>> values) {
        var checks = Checks.of(CheckSettings.DEFAULT.withGrounding(Map.of("/" + field, grounding)),
                JSON.readTree("{\"type\":\"object\"}"));
        long passed = 0;
        long all = 0;
        for (var at = 0; at < receipts.size(); at++) {
            var right = value(receipts.get(at), field);
            var input = JSON.<JsonNode>valueToTree(receipts.get(at).input());
            var judged = right.isEmpty() || (spoilt && !passes(checks, field, right, input))
                    ? List.<String>of()
                    : values.apply(at, right).toList();
            passed += judged.stream().filter(value -> passes(checks, field, value, input)).count();
            all += judged.size();
        }
        return all == 0 ? "" : String.format(Locale.ROOT, "%,d of %,d (%.1f%%)", passed, all, 100.0 * passed / all);
    }

    private static boolean passes(Checks checks, String field, String value, JsonNode input) {
        return checks.judgeOutput(JSON.createObjectNode().put(field, value), input) instanceof Verdict.Passed;
    }

    /// Empty when the receipt has none.
    private static String value(Example receipt, String field) {
        return Objects.requireNonNullElse(receipt.answer().get(field), "").toString();
    }

    /// The same field of a receipt where it differs.
    private Stream<String> another(String field, int at, String right) {
        var start = 1 + chance.nextInt(receipts.size() - 1);
        return IntStream.range(0, receipts.size())
                .mapToObj(step -> value(receipts.get((at + start + step) % receipts.size()), field))
                .filter(value -> !value.isEmpty() && !value.equals(right))
                .limit(1);
    }

    private Stream<String> changed(String right) {
        return digits(right).mapToObj(at -> right.substring(0, at)
                + (right.charAt(at) - '0' + 1 + chance.nextInt(9)) % 10 + right.substring(at + 1));
    }

    private static Stream<String> swapped(String right) {
        return digits(right).filter(at -> at > 0 && Character.isDigit(right.charAt(at - 1))
                && right.charAt(at - 1) != right.charAt(at))
                .mapToObj(at -> right.substring(0, at - 1) + right.charAt(at) + right.charAt(at - 1)
                        + right.substring(at + 1));
    }

    private static Stream<String> dropped(String right) {
        return digits(right).mapToObj(at -> right.substring(0, at) + right.substring(at + 1));
    }

    private static IntStream digits(String text) {
        return IntStream.range(0, text.length()).filter(at -> Character.isDigit(text.charAt(at)));
    }
}
