package dev.penstock.cli;

import dev.penstock.engine.EvidenceText;
import dev.penstock.engine.ReviewResult;
import dev.penstock.store.DeadLetterRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A person edits a reply until it is accepted or they leave it. What they typed is deleted only once it is accepted, or
/// when they typed nothing.
final class EditSession {
    private final PenstockCommand root;
    private final Editor editor;
    private final EditedReply reply;
    private final DeadLetterRow letter;
    private final PrivateFile file;
    private boolean accepted;

    EditSession(PenstockCommand root, Editor editor, EditedReply reply, DeadLetterRow letter) {
        this.root = root;
        this.editor = editor;
        this.reply = reply;
        this.letter = letter;
        this.file = PrivateFile.create(reply.fileName());
    }

    /// @param text what the editor shows first
    /// @param decide accepts the output, or says why not
    /// @return the exit code
    int run(String text, Function<JsonNode, ReviewResult> decide) {
        try {
            file.write(text);
            SignalTrap.set(this::signalled, this::signalled);
            return edit(decide);
        } finally {
            leave();
        }
    }

    private int edit(Function<JsonNode, ReviewResult> decide) {
        while (true) {
            int code = editor.edit(file.path());
            if (code != 0) {
                return refused("the editor ended with " + code, List.of("nothing was accepted"));
            }
            var reading = read();
            switch (reading) {
                case EditedReply.Reading.Empty() -> {
                    return said("is empty: nothing was done");
                }
                case EditedReply.Reading.Unchanged() -> {
                    return said("is unchanged: nothing was done; to take the reply as it is: penstock dead-letters"
                            + " accept " + letter.id());
                }
                case EditedReply.Reading.Unreadable(var why) -> {
                    if (!again(List.of(why))) {
                        return ExitCode.USAGE;
                    }
                }
                case EditedReply.Reading.Output(var output) -> {
                    var result = decide.apply(output);
                    accepted = ReviewWords.done(result);
                    if (accepted) {
                        return said(ReviewWords.of(result) + "; it joins the outputs with: penstock export "
                                + letter.item().runId());
                    }
                    if (result instanceof ReviewResult.Decided) {
                        return refused(letter.id() + " was " + ReviewWords.of(result), List.of());
                    }
                    if (!again(problems(result))) {
                        return ExitCode.USAGE;
                    }
                }
            }
        }
    }

    private EditedReply.Reading read() {
        return file.read()
                .map(reply::read)
                .orElseGet(() -> new EditedReply.Reading.Unreadable("it is not UTF-8: save it as UTF-8"));
    }

    private static List<String> problems(ReviewResult result) {
        if (!(result instanceof ReviewResult.Refused(var failure, var overridable))) {
            return List.of(ReviewWords.of(result));
        }
        var problems = new ArrayList<>(EvidenceText.sentences(failure));
        if (overridable) {
            problems.add("if it is right all the same: --reason TEXT overrides this check");
        }
        return problems;
    }

    private int said(String line) {
        root.results().line(letter.id() + " " + line);
        return ExitCode.ACCEPTED;
    }

    private int refused(String what, List<String> problems) {
        root.messages().say(root.errors().error(what, problems.toArray(new String[0])));
        return ExitCode.USAGE;
    }

    /// Shows what is wrong, and puts it on top of the file if the person goes on.
    private boolean again(List<String> problems) {
        refused(letter.id() + " is not accepted", problems);
        var answer = root.ask("Edit again? [Y/n]");
        boolean yes = answer != null && (answer.isEmpty() || answer.toLowerCase(Locale.ROOT).startsWith("y"));
        if (yes) {
            file.read().ifPresent(typed -> file.write(reply.again(problems, typed)));
        }
        return yes;
    }

    private void leave() {
        var reading = read();
        boolean typed = reading instanceof EditedReply.Reading.Output
                || reading instanceof EditedReply.Reading.Unreadable;
        if (accepted || !typed) {
            file.delete();
        } else {
            root.messages()
                    .say(List.of("  = nothing was changed; what you typed is kept in " + file.path(),
                            "  = go on with: penstock dead-letters edit " + letter.id() + " --draft " + file.path()));
        }
    }

    /// Ctrl-C reaches the editor too, which knows what to do with it. A termination ends the session.
    private void signalled(int code) {
        if (code == SignalTrap.TERMINATED) {
            leave();
            Runtime.getRuntime().halt(code);
        }
    }
}
