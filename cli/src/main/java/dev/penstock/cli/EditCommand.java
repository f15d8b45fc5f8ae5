package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Review;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock dead-letters edit`: corrects a reply in the person's editor. What was typed is never lost.
@Command(name = "edit", sortOptions = false, description = "Opens a reply in your editor ($VISUAL, $EDITOR or vi), with"
        + " the evidence as comments. What you save passes the task's checks again and joins the export.", footer = {"",
                "Exit codes: 0 accepted, or nothing to do; 2 not accepted, what you typed is kept.", "",
                "Example:  VISUAL='code --wait' penstock dead-letters edit dl_q7m2xk4a"})
final class EditCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "ID", description = "The dead letter.")
    private String id = "";

    @Option(names = "--draft", paramLabel = "FILE", description = "Go on with what was kept of an earlier edit.")
    private @Nullable Path draft;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; overrides a check that still says no.")
    private @Nullable String reason;

    @Mixin
    private ReviewerOption as = new ReviewerOption();

    EditCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        var by = as.reviewer(root, reason);
        var editor = Editor.of(root.surroundings().env());
        try (var records = root.project().records()) {
            records.open(id);
            var found = records.deadLetter(id);
            var review = records.review();
            var reply = new EditedReply(found, review.schema(found.letter()),
                    Review.reply(found.attempts()).orElse(""));
            var text = draft == null ? reply.first() : reply.again(List.of(), draft(draft));
            return new EditSession(root, editor, reply, found.letter()).run(text,
                    output -> review.correct(found.letter(), output, by));
        }
    }

    private String draft(Path kept) {
        try {
            return Files.readString(root.path(kept));
        } catch (IOException e) {
            throw new CannotStartException("the draft " + kept + " cannot be read as UTF-8", "nothing was changed");
        }
    }
}
