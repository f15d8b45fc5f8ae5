package dev.penstock.check;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What should come from the input must be in the input. A value that is not is rejected, with what it most resembles
/// there; a new number in prose is only flagged.
final class GroundingCheck implements Check {
    private static final int MOST = 20;

    private final GroundingRules rules;
    private final Shape shape;

    /// @param fields by JSON pointer
    GroundingCheck(Map<String, Grounding> fields, Shape shape) {
        this.rules = GroundingRules.of(fields);
        this.shape = shape;
    }

    @Override
    public String name() {
        return "grounding";
    }

    @Override
    public Finding judge(Candidate candidate) {
        var walk = new Walk(new InputSource(candidate.input()));
        walk.look(candidate.output(), new Spot(shape, rules, Grounding.OFF, Place.ROOT));
        if (!walk.missing.isEmpty()) {
            return rejected(walk.missing);
        }
        return walk.flags.isEmpty() ? Finding.PASSED : new Finding.Flagged(walk.flags.stream().distinct().toList());
    }

    private static Finding rejected(List<Missing> missing) {
        var detail = Detail.of(missing.stream().map(one -> one.plainPath() + " " + one.evidence().rule()).toList());
        return new Finding.Rejected(new Failure.Ungrounded(detail, missing.stream().map(Missing::evidence).toList()));
    }

    /// @param plainPath nothing the model made up
    private record Missing(Evidence evidence, String plainPath) {}

    /// A place in the output.
    ///
    /// @param rules null when the settings say nothing about it
    /// @param around what holds for what is around it
    private record Spot(Shape shape, @Nullable GroundingRules rules, Grounding around, Place place) {
        Grounding grounding() {
            return rules != null && rules.here() != null ? rules.here() : shape.grounded().orElse(around);
        }

        Spot property(String name) {
            return new Spot(shape.property(name), rules == null ? null : rules.inside(name), grounding(),
                    place.property(name, shape));
        }

        Spot item(int index) {
            return new Spot(shape.item(index), rules == null ? null : rules.inside(GroundingRules.EVERY_ELEMENT),
                    grounding(), place.item(index));
        }

        Spot narrowedTo(JsonNode container) {
            return new Spot(shape.narrowedTo(container), rules, around, place);
        }
    }

    /// One output against one input.
    private static final class Walk {
        private final InputSource source;
        private final List<Missing> missing = new ArrayList<>();
        private final List<String> flags = new ArrayList<>();

        Walk(InputSource source) {
            this.source = source;
        }

        void look(JsonNode node, Spot spot) {
            if (missing.size() >= MOST) {
                return;
            }
            if (node.isContainer()) {
                inside(node, spot.narrowedTo(node));
            } else if (spot.grounding() != Grounding.OFF && (node.isString() || node.isNumber())) {
                value(node, spot);
            }
        }

        private void inside(JsonNode node, Spot spot) {
            for (var field : node.properties()) {
                look(field.getValue(), spot.property(field.getKey()));
            }
            for (var i = 0; node.isArray() && i < node.size(); i++) {
                look(node.get(i), spot.item(i));
            }
        }

        private void value(JsonNode node, Spot spot) {
            var written = node.isString() ? node.stringValue() : node.decimalValue().toPlainString();
            if (source.exhausted()) {
                add(spot.place(), "limit", "there are too many values to look them all up in an input of this size",
                        written);
                return;
            }
            switch (spot.grounding()) {
                case EXTRACT -> {
                    if (node.isNumber() ? !hasNumber(written) : !isCopied(written)) {
                        missing(spot.place(), "extract", "copied from the input", written);
                    }
                }
                case NUMBER -> number(written, spot.place());
                case QUOTE -> {
                    if (!source.quotes(written)) {
                        missing(spot.place(), "quote", "quoted from the input word for word", written);
                    }
                }
                case OFF -> {
                    // anything will do
                }
            }
        }

        private boolean isCopied(String written) {
            var folded = FoldedText.of(written);
            return folded.text().isEmpty() || source.holds(folded)
                    || Days.iso(written).filter(source::names).isPresent();
        }

        private boolean hasNumber(String written) {
            return Numbers.meanings(written.replace("-", "")).stream().anyMatch(source.numbers()::contains);
        }

        private void number(String written, Place place) {
            var text = Numbers.asciiDigits(written);
            var news = NewNumbers.in(text, source.numbers());
            if (news.isEmpty()) {
                return;
            }
            if (NewNumbers.isProse(text)) {
                flags.add("grounding:" + (place.plain().isEmpty() ? "reply" : place.plain()));
            } else {
                missing(place, "number", "one of the input's numbers", written);
            }
        }

        private void missing(Place place, String rule, String asked, String value) {
            var name = place.pointer().isEmpty()
                    ? "the reply"
                    : "`" + place.pointer().substring(1).replace('/', '.') + "`";
            var message = name + " was asked to be " + asked + ", and \"" + Excerpt.first(value, 80)
                    + "\" is not there." + nearest(value);
            add(place, rule, message, value);
        }

        private String nearest(String value) {
            return source.nearest(FoldedText.of(value))
                    .map(match -> " Nearest: \"" + match.written() + "\" (" + match.difference() + ").")
                    .orElse("");
        }

        private void add(Place place, String rule, String message, String value) {
            missing.add(new Missing(new Evidence("grounding", rule, place.pointer(), message, Excerpt.of(value)),
                    place.plain()));
        }
    }
}
