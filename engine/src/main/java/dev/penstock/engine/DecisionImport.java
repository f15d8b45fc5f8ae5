package dev.penstock.engine;

import dev.penstock.engine.GivenDecision.Output;
import dev.penstock.engine.GivenDecision.Verb;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Selected;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/// Takes in the decisions of a file that came back. Each is made like one on the command line: the same checks, the same
/// versions. A dead letter that was decided since is left alone, so a file may be read again and again.
public final class DecisionImport {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Records records;
    private final Review review;
    private final String file;
    private final long blank;
    private final List<GivenDecision> decisions;
    private final Map<String, JsonNode> outputs = new HashMap<>();

    private DecisionImport(Records records, Path path, DecisionFile.Content content) {
        this.records = records;
        this.review = records.review();
        this.file = String.valueOf(path.getFileName());
        this.blank = content.blank();
        this.decisions = content.decisions();
    }

    /// Reads the file; decides nothing.
    ///
    /// @throws CannotStartException if the file cannot be read
    /// @throws SettingsException if anything in it cannot be a decision about this store, with every place
    static DecisionImport of(Records records, Path path) {
        var read = new DecisionImport(records, path, DecisionFile.read(path));
        read.resolve();
        return read;
    }

    private void resolve() {
        var problems = new ArrayList<Problem>();
        for (var given : decisions) {
            var letter = records.find(given.id()).orElse(null);
            if (letter == null) {
                problems.add(problem(given, DecisionFile.ID, "there is no dead letter '" + given.id() + "' here",
                        "the file may be of another project"));
                continue;
            }
            if (given.output() != null) {
                output(given, letter, given.output(), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private void output(GivenDecision given, DeadLetterRow letter, Output output, List<Problem> problems) {
        switch (output) {
            case Output.Json(var node) -> outputs.put(given.id(), node);
            case Output.Text(var text) when !review.structured(letter) ->
                outputs.put(given.id(), StringNode.valueOf(text));
            case Output.Text(var text) -> {
                try {
                    outputs.put(given.id(), JSON.readTree(text));
                } catch (JacksonException _) {
                    problems.add(
                            problem(given, DecisionFile.OUTPUT, "is not JSON", "write it as the reply is written"));
                }
            }
        }
    }

    private Problem problem(GivenDecision given, String key, String message, String allowed) {
        return new Problem(file, (int) given.line(), key, message, allowed);
    }

    /// What became of one line.
    public sealed interface Line {
        String id();

        /// Where in the file, the first is 1.
        long line();

        /// @param verb `accept`, `edit` or `discard`
        record Judged(long line, String id, String verb, ReviewResult result) implements Line {}

        /// The same decision was made before: the file was read before, or somebody thought the same.
        record MadeBefore(long line, String id, String verb) implements Line {}

        /// It is to be asked again, by an engine.
        record ToRetry(long line, String id, Selected letter) implements Line {}
    }

    /// Rows without a decision.
    public long blank() {
        return blank;
    }

    /// Makes the decisions, in the order of the file; those to ask again are only named.
    ///
    /// @param name who decides
    /// @param dryRun changes nothing and says what would be
    public List<Line> decide(String name, boolean dryRun) {
        return decisions.stream().map(given -> decide(given, name, dryRun)).toList();
    }

    private Line decide(GivenDecision given, String name, boolean dryRun) {
        var by = new Reviewer(name, given.note().isEmpty() ? null : given.note());
        var letter = seen(given);
        var verb = verb(given).name().toLowerCase(Locale.ROOT);
        if (madeBefore(given, letter, by)) {
            return new Line.MadeBefore(given.line(), given.id(), verb);
        }
        return switch (verb(given)) {
            case RETRY -> retry(given, letter, verb);
            case ACCEPT -> judged(given, verb, dryRun
                    ? review.tryAccept(letter, Review.Rules.OF_THE_RUN, by)
                    : review.accept(letter, Review.Rules.OF_THE_RUN, by));
            case EDIT -> judged(given, verb, dryRun
                    ? review.tryCorrect(letter, output(given), by)
                    : review.correct(letter, output(given), by));
            case DISCARD -> judged(given, verb, dryRun ? review.tryDiscard(letter) : review.discard(letter, by));
        };
    }

    private Line retry(GivenDecision given, DeadLetterRow letter, String verb) {
        return review.tryDiscard(letter) instanceof ReviewResult.Decided decided
                ? new Line.Judged(given.line(), given.id(), verb, decided)
                : new Line.ToRetry(given.line(), given.id(), new Selected(letter.id(), letter.item().runId(),
                        letter.reason(), letter.version(), BigDecimal.ZERO));
    }

    private static Line judged(GivenDecision given, String verb, ReviewResult result) {
        return new Line.Judged(given.line(), given.id(), verb, result);
    }

    /// Who accepts and gives an output corrects.
    private static Verb verb(GivenDecision given) {
        return given.verb() == Verb.ACCEPT && given.output() != null ? Verb.EDIT : given.verb();
    }

    private JsonNode output(GivenDecision given) {
        return outputs.getOrDefault(given.id(), JSON.missingNode());
    }

    /// The dead letter as the file's author saw it.
    private DeadLetterRow seen(GivenDecision given) {
        var now = records.find(given.id()).orElseThrow();
        return given.version() == null ? now : now.seenAs(given.version());
    }

    private boolean madeBefore(GivenDecision given, DeadLetterRow letter, Reviewer by) {
        if (letter.status().equals("open")) {
            return false;
        }
        var last = records.deadLetter(given.id()).reviews().stream().reduce((_, next) -> next).orElse(null);
        return last != null && last.action().equals(verb(given).name().toLowerCase(Locale.ROOT))
                && (verb(given) != Verb.EDIT || review.corrected(letter, output(given), by)
                        .filter(output -> output.equals(last.output().after()))
                        .isPresent());
    }
}
