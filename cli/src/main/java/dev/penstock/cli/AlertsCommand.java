package dev.penstock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `penstock alerts`.
@Command(name = "alerts", sortOptions = false, description = "Shows what somebody was told: what fires, what may soon, what"
        + " fired last, which messages got through, and when each rule fires. Try the webhooks with: penstock doctor --send")
final class AlertsCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    AlertsCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (var records = root.project().records()) {
            var board = records.alerts();
            if (json) {
                root.results().json(AlertsScreen.json(board));
            } else {
                root.results()
                        .lines(AlertsScreen.render(board, root.surroundings().clock().instant(),
                                root.terminal().width(), root.terminal().results()));
            }
        }
        return ExitCode.ACCEPTED;
    }
}
