package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Figures;
import dev.penstock.engine.InputRecords.Format;
import dev.penstock.engine.audit.AuditReport;
import dev.penstock.engine.audit.AuditRequest;
import dev.penstock.engine.audit.Expectation;
import dev.penstock.engine.audit.FieldNames;
import dev.penstock.engine.audit.OutputAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock audit`.
@Command(name = "audit", sortOptions = false, description = "Runs the checks over outputs you already have: which rows you"
        + " shipped are placeholders, cut off, refusals, in the wrong language or off-schema. No key, no cost, no project"
        + " needed.", footer = {"",
                "Understands by itself: columns named output, response, completion, answer ...; results of OpenAI's and"
                        + " Anthropic's batch APIs; fine-tuning files ({\"messages\":[...]}).",
                "", "Exit codes: 0 nothing bad, 2 nothing was read, 3 bad rows or unreadable lines.", "",
                "Examples:  penstock audit answers.jsonl",
                "           penstock audit tickets.csv --task ticket-triage --output-field model_answer",
                "           zcat answers.jsonl.gz | penstock audit -"})
final class AuditCommand implements Callable<Integer> {
    private static final int PAINT_EVERY = 500;

    private final PenstockCommand root;

    @Parameters(paramLabel = "FILE", description = "Rows with outputs: .jsonl or .csv; - for standard input.")
    private Path file = Path.of("");

    @Option(names = "--task", paramLabel = "TASK", description = "Hold them against this task of prompts/.")
    private @Nullable String task;

    @Option(names = "--schema", paramLabel = "FILE", description = "Without a task: hold them against this JSON Schema.")
    private @Nullable Path schema;

    @Option(names = "--language", paramLabel = "CODE", description = "Without a task: the language they should be in, such as en.")
    private @Nullable String language;

    @Option(names = "--output-field", paramLabel = "FIELD", description = "Where the output stands; dots go deeper, as in response.choices.0.text.")
    private @Nullable String outputField;

    @Option(names = "--input-field", paramLabel = "FIELD", description = "Where the input stands.")
    private @Nullable String inputField;

    @Option(names = "--id-field", paramLabel = "FIELD", description = "Where the row's id stands.")
    private @Nullable String idField;

    @Option(names = "--stop-reason-field", paramLabel = "FIELD", description = "Where the provider's stop or finish reason stands.")
    private @Nullable String stopReasonField;

    @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl or csv (default: by the file's name).")
    private @Nullable String format;

    @Option(names = "--limit", paramLabel = "N", description = "Judge at most N rows.")
    private @Nullable Long limit;

    @Option(names = "--examples", paramLabel = "N", description = "Show N rows of each reason (default: 3).")
    private int examples = 3;

    @Option(names = "--output", paramLabel = "FILE", description = "Write every finding there, as JSON lines.")
    private @Nullable Path output;

    @Option(names = "--json", description = "The result as JSON on one line.")
    private boolean json;

    AuditCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        var expectation = expectation();
        try (var input = PipedInput.of(root, file)) {
            return audit(new AuditRequest(input.file(), format == null ? Format.of(file) : Format.named(format),
                    new FieldNames(outputField, inputField, idField, stopReasonField), expectation, checkedLimit(),
                    examples));
        }
    }

    private int audit(AuditRequest request) {
        var report = output == null ? audited(request) : written(request, root.path(output));
        if (json) {
            root.results().json(AuditJson.report(file.toString(), request.expectation().label(), report));
        } else {
            root.results()
                    .lines(new AuditScreen(file.toString(), command(), request.expectation(),
                            root.terminal().width(), root.terminal().results()).render(report));
        }
        return report.clean() ? ExitCode.ACCEPTED : ExitCode.DEAD_LETTERS;
    }

    /// What was typed, for the next commands to start with.
    private String command() {
        var words = new ArrayList<>(List.of("penstock", "audit", file.toString()));
        option(words, "--task", task);
        option(words, "--schema", schema);
        option(words, "--language", language);
        option(words, "--output-field", outputField);
        option(words, "--input-field", inputField);
        option(words, "--id-field", idField);
        option(words, "--stop-reason-field", stopReasonField);
        option(words, "--format", format);
        return words.stream().map(ShellWord::quoted).collect(Collectors.joining(" "));
    }

    private static void option(List<String> words, String name, @Nullable Object value) {
        if (value != null) {
            words.addAll(List.of(name, value.toString()));
        }
    }

    private Expectation expectation() {
        if (task != null) {
            if (schema != null || language != null) {
                throw new CannotStartException("--task has a schema and a language of its own",
                        "leave out --schema and --language, or --task");
            }
            return Expectation.ofTask(root.project(), task);
        }
        return schema == null
                ? Expectation.ofAnyTask(language)
                : Expectation.ofSchema(schema.toString(), GivenOutput.schema(root.path(schema)), language);
    }

    private @Nullable Long checkedLimit() {
        if (limit != null && limit < 1) {
            throw new CannotStartException("--limit must be at least 1, was " + limit,
                    "leave it out to judge every row");
        }
        return limit;
    }

    private AuditReport written(AuditRequest request, Path to) {
        try (var findings = FindingsFile.open(to, request.file())) {
            var report = OutputAudit.run(request, findings::write, this::paint);
            root.messages().clear();
            findings.keep();
            root.messages().say("findings: " + TerminalText.oneLine(to.toString()));
            return report;
        }
    }

    private AuditReport audited(AuditRequest request) {
        var report = OutputAudit.run(request, _ -> {}, this::paint);
        root.messages().clear();
        return report;
    }

    private void paint(long rows) {
        if (rows % PAINT_EVERY == 0) {
            root.messages().paint(List.of("  " + Figures.count(rows) + " rows judged"));
        }
    }
}
