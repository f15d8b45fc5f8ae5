package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.SampleReview;
import dev.penstock.store.SampleRow;
import dev.penstock.store.Samples.Filter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Shows samples one after the other and asks for a verdict on each: `g` or `b`, a reason after it if there is one.
final class JudgeWalk {
    private static final int MOST = 1_000;
    private static final Pattern ANSWER = Pattern.compile("(g|good|b|bad|s|skip|q|quit)(?:\\s+(.*))?");

    private final PenstockCommand root;
    private final SampleReview samples;
    private final String actor;
    private final BufferedReader answers;
    private int judged;

    JudgeWalk(PenstockCommand root, SampleReview samples, String actor) {
        this.root = root;
        this.samples = samples;
        this.actor = actor;
        answers = new BufferedReader(new InputStreamReader(root.surroundings().in(), StandardCharsets.UTF_8));
    }

    void through(Filter unjudged) {
        var rows = samples.list(unjudged, MOST);
        if (rows.isEmpty()) {
            root.messages().say("Nothing waits to be judged.");
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!judge(rows.get(i), i + 1, rows.size())) {
                break;
            }
        }
        var tally = samples.tally(new Filter(unjudged.runId(), unjudged.task(), false));
        root.results()
                .line(Figures.count(judged) + " judged now" + SampleScreen.judged(tally.bad(), tally.judged(),
                        SampleReview.badUpperBound(tally)));
    }

    /// @return false when the person has had enough
    private boolean judge(SampleRow row, int number, int of) {
        var screen = new SampleScreen(root.terminal().width(), root.terminal().messages());
        root.messages().say("");
        root.messages().say("  " + number + " of " + of);
        root.messages().say(screen.show(row, List.of()));
        while (true) {
            root.messages().say("  g good · b bad · s skip · q quit   (a reason may follow: b wrong order id)");
            var answer = ANSWER.matcher(read().orElse("q").strip());
            if (!answer.matches()) {
                continue;
            }
            if (!answer.group(1).startsWith("g") && !answer.group(1).startsWith("b")) {
                return answer.group(1).startsWith("s");
            }
            samples.judge(row.id(), answer.group(1).startsWith("g"), actor, answer.group(2));
            judged++;
            return true;
        }
    }

    private Optional<String> read() {
        try {
            return Optional.ofNullable(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
