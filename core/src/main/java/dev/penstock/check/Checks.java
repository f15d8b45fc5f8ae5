package dev.penstock.check;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Every check of one task, ready to judge replies: parse, schema, semantics, grounding, placeholders, language. The first that is
/// not content decides. Thread-safe; does bounded work on any reply; never blocks, but the first reply long enough for a
/// language check waits for its models to load.
public final class Checks {
    /// The order of the checks after parse and schema; a check of another name comes last.
    private static final List<String> LAYERS = List.of("semantics", "grounding", "refusal", "placeholder", "language");

    private final Shape shape;
    private final ReplyParser parser;
    private final @Nullable SchemaRules rules;
    private final List<Check> checks;

    private Checks(Shape shape, @Nullable SchemaRules rules, List<Check> checks) {
        this.shape = shape;
        this.parser = new ReplyParser(shape);
        this.rules = rules;
        this.checks = List.copyOf(checks);
    }

    /// Checks with what [ServiceLoader] finds of [CheckFactory].
    ///
    /// @param schema the user's own JSON Schema 2020-12; null for a free-text task
    /// @throws IllegalArgumentException if the schema does not load, or the settings ask for a check that is not on the
    ///     class path
    public static Checks of(CheckSettings settings, @Nullable JsonNode schema) {
        var factories = ServiceLoader.load(CheckFactory.class, CheckFactory.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return of(settings, schema, factories);
    }

    static Checks of(CheckSettings settings, @Nullable JsonNode schema, List<CheckFactory> factories) {
        var shape = ShapeReader.read(schema);
        var rules = schema == null ? null : SchemaRules.of(schema, shape);
        List<Check> checks = new ArrayList<>(List.of(new EchoCheck(), new RepetitionCheck(),
                new RefusalCheck(settings.placeholders()), new PlaceholderCheck(settings.placeholders(), shape,
                        output -> rules == null || rules.broken(output).isEmpty())));
        if (!settings.grounding().isEmpty() || (schema != null && schema.findValue(ShapeReader.GROUNDED) != null)) {
            checks.add(new GroundingCheck(settings.grounding(), shape));
        }
        factories.stream().map(factory -> factory.create(settings)).flatMap(Optional::stream).forEach(checks::add);
        if (settings.language() != null && checks.stream().noneMatch(check -> check.name().equals("language"))) {
            throw new IllegalArgumentException("checks.language needs the module penstock-checks on the class path");
        }
        checks.sort(Comparator.comparingInt(check -> layer(check.name())));
        return new Checks(shape, rules, checks);
    }

    private static int layer(String name) {
        return LAYERS.contains(name) ? LAYERS.indexOf(name) : LAYERS.size();
    }

    /// Judges a reply that ended by itself.
    ///
    /// @param reply the model's text as received
    /// @param input the item's record
    public Verdict judge(String reply, JsonNode input) {
        return switch (parser.parse(reply)) {
            case ReplyParser.Parsed.Unusable(var failure) -> new Verdict.Rejected(failure, List.of());
            case ReplyParser.Parsed.Value(var node, var rungs) when structured() -> {
                var fitted = LosslessFit.reply(node, shape);
                yield judged(fitted.node(), input, joined(rungs, fitted.flags()));
            }
            case ReplyParser.Parsed.Value(var node, var rungs) -> judged(node, input, rungs);
        };
    }

    /// Judges an output that a person typed: the same checks, without the steps that read a model's reply kindly. The
    /// output is not changed.
    public Verdict judgeOutput(JsonNode output, JsonNode input) {
        if (structured()) {
            return judged(LosslessFit.restoreAbsent(output.deepCopy(), shape), input, List.of());
        }
        return output.isString() ? judge(output.stringValue(), input) : notText();
    }

    private static Verdict notText() {
        var evidence = new Evidence("parse", "text", "", "the task wants free text: the output must be a JSON string",
                null);
        return new Verdict.Rejected(new Failure.Unparseable("parse text", List.of(evidence)), List.of());
    }

    private boolean structured() {
        return shape != Shape.ANYTHING;
    }

    private Verdict judged(JsonNode output, JsonNode input, List<String> rungs) {
        var broken = rules == null ? Optional.<Failure>empty() : rules.broken(output);
        return broken.isPresent()
                ? new Verdict.Rejected(broken.get(), rungs)
                : checked(output, input, rungs);
    }

    private Verdict checked(JsonNode output, JsonNode input, List<String> rungs) {
        var flags = new ArrayList<>(rungs);
        var candidate = new Candidate(output, input, shape);
        for (var check : checks) {
            switch (check.judge(candidate)) {
                case Finding.Passed _ -> {
                    // the next check decides
                }
                case Finding.Flagged(var found) -> flags.addAll(found);
                case Finding.Rejected(var failure) -> {
                    return new Verdict.Rejected(failure, flags);
                }
                case Finding.Replaced(var changed, var found) -> {
                    flags.addAll(found);
                    candidate = new Candidate(changed, input, shape);
                }
            }
        }
        return new Verdict.Passed(candidate.output(), flags);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        var both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
