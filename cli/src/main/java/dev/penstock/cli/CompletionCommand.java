package dev.penstock.cli;

import dev.penstock.cli.completion.CompletionScript;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `penstock completion`.
@Command(name = "completion", sortOptions = false, description = "Prints what your shell needs to complete commands, options,"
        + " tasks, runs and dead letters.", footer = {"",
                "In ~/.bashrc:                  source <(penstock completion bash)",
                "In ~/.zshrc, after compinit:   source <(penstock completion zsh)"})
final class CompletionCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private CompletionScript shell = CompletionScript.BASH;

    @Spec
    private @Nullable CommandSpec spec;

    CompletionCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            root.results().lines(List.of(shell.of(spec.root()).stripTrailing()));
        }
        return ExitCode.ACCEPTED;
    }
}
