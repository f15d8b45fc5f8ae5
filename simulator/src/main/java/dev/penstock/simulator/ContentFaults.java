package dev.penstock.simulator;

import dev.penstock.simulator.Answer.Call;
import dev.penstock.simulator.Answer.Stop;
import dev.penstock.simulator.Schemas.Leaf;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Spoils what the model says. Empty means that the fault cannot be applied to this answer.
final class ContentFaults {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> PLACEHOLDERS = List.of("N/A", "unknown", "<UNKNOWN>", "TBD", "-", "");
    private static final List<String> MARKERS = List.of("[Customer Name]", "{customer_name}");
    private static final List<String> NUMBER_WORDS = List.of("three", "seven", "twelve", "forty-two");
    private static final Call STRANGE_CALL = new Call("lookup_record", "{\"query\":\"latest\"}");
    private static final String APOLOGY = "I'm sorry, but I can't help with this request.";

    private final Draft draft;
    private final Supplier<Draft> other;
    private final RandomGenerator chance;

    /// @param other the good answer of another item
    ContentFaults(Draft draft, Supplier<Draft> other, RandomGenerator chance) {
        this.draft = draft;
        this.other = other;
        this.chance = chance;
    }

    /// @throws IllegalArgumentException if the kind is not one of content
    Optional<Answer> apply(FaultKind kind) {
        return switch (kind) {
            case TRUNCATED -> text(draft.text().substring(0, cut(draft.text())), Stop.LENGTH);
            case TRUNCATED_PARSES -> text(shortened(), Stop.LENGTH);
            case REFUSAL -> Optional.of(new Answer.Refusal(APOLOGY));
            case CONTENT_FILTER -> Optional.of(new Answer.Text("", Stop.FILTERED));
            case EMPTY_REPLY -> Optional.of(new Answer.Text("", Stop.END));
            case PROSE -> inWords(json -> "Here is the result for this item:\n\n" + json
                    + "\n\nTell me if you would like anything changed.");
            case FENCE -> inWords(json -> "```json\n" + json + "\n```");
            case PLACEHOLDER -> draft.json() == null
                    ? text("N/A", Stop.END)
                    : changeString(Leaf::required, true, _ -> placeholder());
            case TEMPLATE_MARKER -> templateMarker();
            case WRONG_LANGUAGE -> wrongLanguage();
            case SCHEMA_MISSING -> change(Leaf::required, leaf -> leaf.parent().remove(leaf.name()));
            case SCHEMA_EXTRA -> schemaExtra();
            case SCHEMA_TYPE -> schemaType();
            case SCHEMA_ENUM -> change(Leaf::isEnum, ContentFaults::leaveEnum);
            case NUMBER_AS_STRING -> change(leaf -> leaf.value().isNumber(),
                    leaf -> leaf.parent().put(leaf.name(), leaf.value().toString()));
            case STRINGIFIED_OBJECT -> stringified();
            case UNKNOWN_STOP_REASON -> text(draft.text(), Stop.UNKNOWN);
            case TOOL_CALL_UNASKED -> Optional.of(calls("", STRANGE_CALL));
            case WRONG_TOOL -> call().map(_ -> calls("", STRANGE_CALL));
            case SECOND_TOOL_CALL -> call().map(call -> calls("", call, call));
            case EMPTY_ARGUMENTS -> call().map(call -> calls("", new Call(call.name(), "")));
            case TOOL_PROSE -> call().map(call -> calls("Let me record the answer for this item.", call));
            case SWAPPED -> Optional.of(other.get().text())
                    .filter(text -> !text.equals(draft.text()))
                    .flatMap(text -> text(text, Stop.END));
            case SWAPPED_FIELD -> swappedField();
            case DIGIT_CHANGED -> digits(WrongDigits::changed);
            case DIGITS_SWAPPED -> digits(WrongDigits::swapped);
            case WRONG_LABEL -> change(leaf -> leaf.isEnum() && !otherLabels(leaf).isEmpty(), leaf -> {
                var labels = otherLabels(leaf);
                leaf.parent().put(leaf.name(), labels.get(chance.nextInt(labels.size())));
            });
            case RATE_LIMIT, OVERLOADED, SERVER_ERROR, HTML_ERROR, HTML_200, EMPTY_200, NULL_200, ERROR_200, CUT_OFF,
                    RESET, SLOW, TRICKLE, STALL, MALFORMED_JSON, HUGE_BODY, MISSING_USAGE, RETRY_AFTER_ON_200, BILLING,
                    UNAUTHORIZED, MODEL_NOT_FOUND, INVALID_REQUEST, CONTEXT_TOO_LONG ->
                throw new IllegalArgumentException(kind.label() + " does not spoil content");
        };
    }

    private Optional<Answer> text(String text, Stop stop) {
        return Optional.of(Answer.in(draft.prompt().form(), text, stop));
    }

    /// The JSON as text, which a model that is forced to call a tool cannot do.
    private Optional<Answer> inWords(UnaryOperator<String> around) {
        var tool = draft.prompt().form().tool();
        return draft.json() == null || (tool != null && tool.forced())
                ? Optional.empty()
                : Optional.of(new Answer.Text(around.apply(draft.text()), Stop.END));
    }

    /// The good call, if a tool is offered.
    private Optional<Call> call() {
        return Optional.ofNullable(draft.prompt().form().tool()).map(tool -> new Call(tool.name(), draft.text()));
    }

    private static Answer calls(String beside, Call... calls) {
        return new Answer.ToolCalls(List.of(calls), beside, Stop.END);
    }

    /// Six tenths of a text, never in the middle of a character and never all of it.
    private static int cut(String text) {
        var end = Math.min(Math.max(1, text.length() * 6 / 10), Math.max(0, text.length() - 1));
        return end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /// The answer with its longest text cut, and still complete JSON; free text as it is.
    private String shortened() {
        var copy = draft.copy();
        var longest = Schemas.longest(copy.leaves().stream().filter(Leaf::isFreeText).toList());
        longest.ifPresent(leaf -> {
            var text = leaf.value().stringValue();
            leaf.parent().put(leaf.name(), text.substring(0, cut(text)));
        });
        return draft.json() == null ? draft.text() : copy.root().toString();
    }

    private interface Choice {
        boolean fits(Leaf leaf);
    }

    private interface Change {
        void make(Leaf leaf);
    }

    /// Changes one of the fitting properties, drawn.
    private Optional<Answer> change(Choice choice, Change change) {
        var copy = draft.copy();
        var fitting = copy.leaves().stream().filter(choice::fits).toList();
        if (fitting.isEmpty() || draft.prompt().schema() == null) {
            return Optional.empty();
        }
        change.make(fitting.get(chance.nextInt(fitting.size())));
        return text(copy.root().toString(), Stop.END);
    }

    /// Changes a text the model words itself; failing that, if allowed, any string.
    private Optional<Answer> changeString(Choice choice, boolean anyString, Function<Leaf, String> change) {
        Change put = leaf -> leaf.parent().put(leaf.name(), change.apply(leaf));
        var changed = change(leaf -> leaf.isFreeText() && choice.fits(leaf), put);
        return changed.isPresent() || !anyString
                ? changed
                : change(leaf -> leaf.value().isString() && choice.fits(leaf), put);
    }

    /// One that the prompt does not contain, because there it could be an honest answer.
    private String placeholder() {
        var usable = PLACEHOLDERS.stream().filter(value -> value.isEmpty() || !draft.asks(value)).toList();
        return usable.get(chance.nextInt(usable.size()));
    }

    private Optional<Answer> templateMarker() {
        var marker = MARKERS.stream()
                .filter(text -> !draft.asks(text))
                .skip(chance.nextInt(MARKERS.size()))
                .findFirst()
                .orElse(MARKERS.getFirst());
        return draft.json() == null
                ? text("Dear " + marker + ", " + draft.text(), Stop.END)
                : changeString(_ -> true, false, leaf -> "Dear " + marker + ", " + leaf.value().stringValue());
    }

    private Optional<Answer> wrongLanguage() {
        var spanish = Sentences.spanish(chance);
        if (draft.json() == null) {
            return text(spanish, Stop.END);
        }
        var copy = draft.copy();
        return Schemas
                .longest(copy.leaves()
                        .stream()
                        .filter(Leaf::isFreeText)
                        .filter(leaf -> leaf.schema().path("maxLength").asInt(Integer.MAX_VALUE) >= spanish.length())
                        .toList())
                .flatMap(leaf -> {
                    leaf.parent().put(leaf.name(), spanish);
                    return text(copy.root().toString(), Stop.END);
                });
    }

    /// The value another item has in one of the fields the model words or copies itself.
    private Optional<Answer> swappedField() {
        var others = other.get().copy().leaves();
        Function<Leaf, Optional<Leaf>> theirs = leaf -> others.stream()
                .filter(one -> one.name().equals(leaf.name()) && one.value().isString()
                        && !one.value().equals(leaf.value()))
                .findFirst();
        return change(leaf -> leaf.isFreeText() && theirs.apply(leaf).isPresent(),
                leaf -> theirs.apply(leaf).ifPresent(one -> leaf.parent().set(leaf.name(), one.value())));
    }

    private Optional<Answer> digits(BiFunction<String, RandomGenerator, Optional<String>> spoiling) {
        return change(leaf -> leaf.isFreeText() && spoiling.apply(leaf.value().stringValue(), chance).isPresent(),
                leaf -> spoiling.apply(leaf.value().stringValue(), chance)
                        .ifPresent(wrong -> leaf.parent().put(leaf.name(), wrong)));
    }

    private Optional<Answer> schemaExtra() {
        if (draft.prompt().schema() == null || !(draft.copy().root() instanceof ObjectNode answer)) {
            return Optional.empty();
        }
        var known = Schemas.resolve(draft.schema(), draft.schema()).path("properties");
        answer.put(known.has("confidence_score") ? "additional_remark" : "confidence_score", 0.93);
        return text(answer.toString(), Stop.END);
    }

    /// A number as a word where there is a number, else a text inside a list.
    private Optional<Answer> schemaType() {
        var word = NUMBER_WORDS.get(chance.nextInt(NUMBER_WORDS.size()));
        var number = change(leaf -> leaf.value().isNumber(), leaf -> leaf.parent().put(leaf.name(), word));
        return number.isPresent() ? number : change(leaf -> leaf.value().isString(), leaf -> {
            var text = leaf.value().stringValue();
            leaf.parent().putArray(leaf.name()).add(text);
        });
    }

    private static void leaveEnum(Leaf leaf) {
        var value = leaf.value().stringValue();
        var outside = Schemas.contains(leaf.schema().path("enum"), "other") ? value + "_other" : "other";
        leaf.parent().put(leaf.name(), outside);
    }

    private static List<String> otherLabels(Leaf leaf) {
        return leaf.schema()
                .path("enum")
                .values()
                .stream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(label -> !label.equals(leaf.value().stringValue()))
                .toList();
    }

    /// The first object inside the answer as a string; the whole answer when it holds none.
    private Optional<Answer> stringified() {
        @Nullable
        JsonNode json = draft.json();
        if (json == null || draft.prompt().schema() == null) {
            return Optional.empty();
        }
        var inner = change(leaf -> leaf.value().isObject(),
                leaf -> leaf.parent().put(leaf.name(), leaf.value().toString()));
        return inner.isPresent() ? inner : text(JSON.stringNode(json.toString()).toString(), Stop.END);
    }
}
