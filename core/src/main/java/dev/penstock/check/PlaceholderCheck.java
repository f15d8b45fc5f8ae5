package dev.penstock.check;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// No field may hold a placeholder. A value that the schema lists, or that stands in the item's own input, is none.
final class PlaceholderCheck implements Check {
    private static final int MOST = 20;

    private final Placeholders mode;
    private final Shape shape;
    private final Predicate<JsonNode> fitsSchema;

    /// @param fitsSchema whether an output without some of its fields is still what the schema allows
    PlaceholderCheck(Placeholders mode, Shape shape, Predicate<JsonNode> fitsSchema) {
        this.mode = mode;
        this.shape = shape;
        this.fitsSchema = fitsSchema;
    }

    @Override
    public String name() {
        return "placeholder";
    }

    @Override
    public Finding judge(Candidate candidate) {
        if (mode == Placeholders.OFF) {
            return Finding.PASSED;
        }
        var found = found(candidate);
        if (found.isEmpty()) {
            return Finding.PASSED;
        }
        return switch (mode) {
            case FLAG -> new Finding.Flagged(found.stream().map(Found::flag).distinct().toList());
            case OMIT -> omitted(candidate).orElseGet(() -> rejected(found));
            case REJECT, OFF -> rejected(found);
        };
    }

    /// @param plainPath nothing the model made up
    private record Found(Evidence evidence, String plainPath) {
        String flag() {
            return "placeholder:" + (plainPath.isEmpty() ? "reply" : plainPath);
        }
    }

    private static List<Found> found(Candidate candidate) {
        var found = new ArrayList<Found>();
        for (var text : candidate.texts()) {
            if (found.size() == MOST) {
                break;
            }
            placeholder(candidate, text.value())
                    .ifPresent(kind -> found.add(new Found(evidence(text, kind), text.plainPath())));
        }
        return found;
    }

    private record Kind(String rule, String excerpt) {}

    private static Optional<Kind> placeholder(Candidate candidate, String value) {
        if (PlaceholderWords.matches(value)) {
            return candidate.inputHasToken(value) ? Optional.empty() : Optional.of(new Kind("whole-value", value));
        }
        return TemplateMarkers.in(value)
                .stream()
                .filter(marker -> !candidate.inputContains(marker))
                .findFirst()
                .map(marker -> new Kind("template-marker", marker));
    }

    private static Evidence evidence(Candidate.Text text, Kind kind) {
        var where = text.path().isEmpty() ? "the reply" : text.path();
        var what = switch (kind.rule()) {
            case "whole-value" -> kind.excerpt().isBlank()
                    ? "is empty where a value was asked for"
                    : "\"" + kind.excerpt() + "\" stands where a value was asked for";
            default -> "holds the unfilled template marker " + kind.excerpt();
        };
        return new Evidence("placeholder", kind.rule(), text.path(), where + ": " + what, Excerpt.of(text.value()));
    }

    private static Finding rejected(List<Found> found) {
        var detail = Detail.of(found.stream().map(one -> one.plainPath() + " " + one.evidence().rule()).toList());
        return new Finding.Rejected(new Failure.Placeholder(detail, found.stream().map(Found::evidence).toList()));
    }

    /// The output without its optional placeholders; empty if that leaves one, or leaves something the schema refuses.
    private Optional<Finding> omitted(Candidate candidate) {
        var output = candidate.output().deepCopy();
        var flags = new ArrayList<String>();
        omit(candidate, output, shape, Place.ROOT, flags);
        var clean = found(new Candidate(output, candidate.input(), shape)).isEmpty();
        return clean && fitsSchema.test(output)
                ? Optional.of(new Finding.Replaced(output, flags.stream().distinct().limit(MOST).toList()))
                : Optional.empty();
    }

    private static void omit(Candidate candidate, JsonNode node, Shape anywhere, Place place, List<String> flags) {
        var here = anywhere.narrowedTo(node);
        if (node instanceof ObjectNode object) {
            for (var field : List.copyOf(object.properties())) {
                var name = field.getKey();
                var inner = place.property(name, here);
                if (!here.requires(name) && isPlaceholder(candidate, field.getValue(), here.property(name))) {
                    object.remove(name);
                    flags.add("placeholder:" + inner.plain());
                } else if (field.getValue().isContainer()) {
                    omit(candidate, field.getValue(), here.property(name), inner, flags);
                }
            }
        }
        for (var i = 0; node.isArray() && i < node.size(); i++) {
            if (node.get(i).isContainer()) {
                omit(candidate, node.get(i), here.item(i), place.item(i), flags);
            }
        }
    }

    private static boolean isPlaceholder(Candidate candidate, JsonNode value, Shape place) {
        return value.isString() && !place.lists(value.stringValue())
                && placeholder(candidate, value.stringValue()).isPresent();
    }
}
