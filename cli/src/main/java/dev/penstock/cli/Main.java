package dev.penstock.cli;

import dev.penstock.cli.completion.Candidates;

/// Starts the command line.
public final class Main {
    private Main() {}

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] args) {
        System.exit(run(Surroundings.ofProcess(), args));
    }

    /// Runs one command.
    ///
    /// @return its exit code
    static int run(Surroundings surroundings, String... args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            new Results(surroundings.out(), Terminal.none()).line(Version.line()); // without loading everything else
            return ExitCode.ACCEPTED;
        }
        if (args.length == 4 && args[0].equals("complete")) { // asked by the shell at every tab: as little as it takes
            var project = surroundings.directory().resolve(args[1]);
            new Results(surroundings.out(), Terminal.none())
                    .lines(new Candidates(project, surroundings.env()).of(args[2], args[3]));
            return ExitCode.ACCEPTED;
        }
        LogLines.quiet();
        return PenstockCommand.commandLine(new PenstockCommand(surroundings)).execute(args);
    }
}
