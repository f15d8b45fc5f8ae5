package dev.penstock.cli;

import dev.penstock.engine.Reviewer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Who decides: it is kept with every decision.
final class ReviewerOption {
    @Option(names = "--as", paramLabel = "NAME", description = "Who decides (default: the login name).")
    private @Nullable String name;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /// @param reason null when none was given
    Reviewer reviewer(PenstockCommand root, @Nullable String reason) {
        try {
            return new Reviewer(name == null ? root.actor() : name.strip(), reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command == null ? new CommandLine(this) : command.commandLine(),
                    "invalid value for option '--as': " + e.getMessage());
        }
    }
}
