package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `penstock demo`.
@Command(name = "demo", sortOptions = false, description = "Replays a bad night with the built-in simulator: no key, no cost.")
final class DemoCommand implements Callable<Integer> {
    private final PenstockCommand root;

    DemoCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        root.messages().close();
        throw new CannotStartException("penstock demo is not available yet",
                "meanwhile: penstock simulate --scenario bad-night");
    }
}
