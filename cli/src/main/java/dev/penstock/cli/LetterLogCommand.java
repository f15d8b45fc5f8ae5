package dev.penstock.cli;

import dev.penstock.engine.DeadLetterJson;
import dev.penstock.engine.Records;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock dead-letters log`: the audit trail.
@Command(name = "log", sortOptions = false, description = "Who decided what, newest first; of one dead letter, with what"
        + " changed.")
final class LetterLogCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "One dead letter: what was before and after.")
    private @Nullable String id;

    @Mixin
    private LetterFilter filter = new LetterFilter();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 50).")
    private int limit = 50;

    @Option(names = "--json", description = "One JSON object per decision and line, with everything before and after.")
    private boolean json;

    LetterLogCommand(PenstockCommand root) {
        this.root = root;
    }

    @Option(names = "--reason", paramLabel = "REASON", description = "The same as --failure REASON.")
    @SuppressWarnings("unused") // picocli calls it
    void reason(String reason) {
        filter.failure = reason;
    }

    @Override
    public Integer call() {
        try (var records = root.project().records()) {
            if (id == null) {
                many(records);
            } else {
                one(records, id);
            }
        }
        return ExitCode.ACCEPTED;
    }

    private void one(Records records, String letter) {
        var reviews = records.deadLetter(letter).reviews();
        if (json) {
            DeadLetterJson.reviews(reviews).forEach(review -> root.results().json(review));
        } else if (reviews.isEmpty()) {
            root.results().line(letter + " waits for a decision: penstock dead-letters show " + letter);
        } else {
            root.results().lines(screen().history(reviews));
        }
    }

    private void many(Records records) {
        filter.refuseUnknown(records);
        var found = records.reviewed(filter.status(LetterFilter.Status.ANY), limit + 1);
        var shown = found.subList(0, Math.min(limit, found.size()));
        if (json) {
            shown.forEach(one -> root.results().json(DeadLetterJson.of(one)));
        } else {
            root.results().lines(screen().log(shown, found.size() > limit));
        }
    }

    private ReviewScreen screen() {
        return new ReviewScreen(root.terminal().width(), root.terminal().results(),
                root.surroundings().clock().getZone());
    }
}
