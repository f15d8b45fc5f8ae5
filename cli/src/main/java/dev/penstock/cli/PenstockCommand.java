package dev.penstock.cli;

import dev.penstock.engine.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `penstock`: what all commands share, and the overview.
@Command(name = "penstock", sortOptions = false, description = "Runs LLM generations in production: every item ends"
        + " accepted or dead-lettered with evidence, every token bought is in the ledger.", synopsisSubcommandLabel = "COMMAND", footer = {
                "", "Exit codes:", "  0  every item accepted", "  1  internal error",
                "  2  usage or configuration error, nothing started", "  3  complete, with dead letters",
                "  4  halted (account, budget, breaker) or paused (stop-if); resumable",
                "  129, 130, 143  ended by SIGHUP, SIGINT (Ctrl-C), SIGTERM; resumable"})
final class PenstockCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private @Nullable Terminal terminal;
    private @Nullable Messages messages;

    @Option(names = "--project", paramLabel = "DIR", scope = ScopeType.INHERIT, description = "Folder with penstock.yaml and prompts/ (default: the current one).")
    private Path project = Path.of("");

    @Option(names = "--color", paramLabel = "WHEN", scope = ScopeType.INHERIT, description = "auto, always or never (default: auto, which NO_COLOR turns off).")
    private Terminal.Colour colour = Terminal.Colour.AUTO;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    boolean help;

    @Option(names = {"-V", "--version"}, description = "Print the version.")
    private boolean version;

    PenstockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        results().lines(version ? List.of(Version.line()) : overview(terminal().results()));
        return ExitCode.ACCEPTED;
    }

    static List<String> overview(Palette palette) {
        return List.of(palette.strong("Penstock") + " runs LLM generations in production: every item ends accepted or",
                "dead-lettered with evidence, and every token bought is in the ledger.", "",
                "  Try it (no key, no cost):",
                "    penstock demo                      a bad night, simulated",
                "    penstock audit answers.jsonl       what is wrong with outputs you already have",
                "    penstock init                      a project that runs at once", "",
                "  Run a task of prompts/ over a file of items:",
                "    penstock plan TASK --input items.jsonl   what it would cost; sends nothing",
                "    penstock run TASK --input items.jsonl", "", "  Then:",
                "    penstock runs                      what ran, with counts and cost",
                "    penstock status                    what is at work, and what waits",
                "    penstock report RUN                one run in numbers",
                "    penstock costs                     what everything cost, by task and model",
                "    penstock dead-letters list         what waits for a person",
                "    penstock serve                     the same over HTTP, for programs and people",
                "    penstock resume RUN                go on after a halt, Ctrl-C or crash",
                "    penstock verify RUN                recompute every number from the store",
                "    penstock doctor                    what is wrong with the set-up", "",
                "  penstock --help lists all commands, penstock COMMAND --help explains one.");
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Terminal terminal() {
        if (terminal == null) {
            terminal = surroundings.terminal().apply(colour);
        }
        return terminal;
    }

    /// The one owner of standard error.
    Messages messages() {
        if (messages == null) {
            messages = new Messages(surroundings.err(), terminal().live(), terminal().messages());
        }
        return messages;
    }

    /// Asks the person at the terminal.
    ///
    /// @return what was typed, stripped; null when there is nobody to ask
    @Nullable
    String ask(String question) {
        if (!terminal().interactive()) {
            return null;
        }
        return Typed.line(surroundings, question);
    }

    Results results() {
        return new Results(surroundings.out(), terminal());
    }

    ErrorForm errors() {
        return new ErrorForm(terminal().messages());
    }

    Project project() {
        return surroundings.project(project);
    }

    /// The project's folder, whether or not there is a project in it.
    Path directory() {
        return surroundings.directory().resolve(project).toAbsolutePath().normalize();
    }

    /// What was given as `--project`; empty for nothing.
    Path projectOption() {
        return project;
    }

    /// A path as the user gave it, from where the user is.
    Path path(Path given) {
        return surroundings.directory().resolve(given);
    }

    /// Who decides: the login name.
    String actor() {
        var user = surroundings.env().apply("USER");
        return user == null || user.isBlank() ? System.getProperty("user.name", "unknown") : user;
    }

    /// Builds the whole command line.
    static CommandLine commandLine(PenstockCommand root) {
        var line = new CommandLine(root);
        line.addSubcommand(new DemoCommand(root));
        line.addSubcommand(new AuditCommand(root));
        line.addSubcommand(new InitCommand(root));
        line.addSubcommand(new DoctorCommand(root));
        line.addSubcommand(new PlanCommand(root));
        line.addSubcommand(new RunCommand(root));
        line.addSubcommand(new ResumeCommand(root));
        line.addSubcommand(new RetryCommand(root));
        line.addSubcommand(new ExportCommand(root));
        line.addSubcommand(new ReportCommand(root));
        line.addSubcommand(new VerifyCommand(root));
        line.addSubcommand(new RunsCommand(root));
        line.addSubcommand(new BatchesCommand(root));
        line.addSubcommand(new CostsCommand(root));
        line.addSubcommand(new StatusCommand(root));
        line.addSubcommand(new AlertsCommand(root));
        line.addSubcommand(DeadLettersCommand.commandLine(root));
        line.addSubcommand(SamplesCommand.commandLine(root));
        line.addSubcommand(new ForgetCommand(root));
        line.addSubcommand(PromptsCommand.commandLine(root));
        line.addSubcommand(new ServeCommand(root));
        line.addSubcommand(new RehearseCommand(root));
        line.addSubcommand(new SimulateCommand(root));
        line.addSubcommand(new CompletionCommand(root));
        return Usage.configured(line, root);
    }
}
