package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.store.DeadLetters.Reviewed;
import dev.penstock.store.ReviewRow;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who decided what, when, and what changed.
///
/// @param zone times are shown in it
record ReviewScreen(int width, Palette palette, ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    /// All decisions about one dead letter, oldest first.
    List<String> history(List<ReviewRow> reviews) {
        var lines = new ArrayList<String>();
        for (var review : reviews) {
            lines.add("  " + palette.faint(time(review.at())) + "  " + TerminalText.oneLine(review.actor()) + " "
                    + palette.strong(past(review)));
            Stream.concat(Stream.of(TerminalText.oneLine(reason(review))), changes(review).stream())
                    .filter(line -> !line.isEmpty())
                    .flatMap(change -> Columns.wrap(change, width - 6).stream())
                    .forEach(line -> lines.add("      " + line));
        }
        return lines;
    }

    /// Decisions about many, one line each.
    ///
    /// @param more whether there are more than these
    List<String> log(List<Reviewed> decisions, boolean more) {
        if (decisions.isEmpty()) {
            return List.of("Nothing was decided here yet.");
        }
        var table = new Table("WHEN", "WHO", "DID", "LETTER", "ITEM", "FAILURE", "WHY");
        for (var one : decisions) {
            var review = one.review();
            table.row(MINUTE.format(review.at().atZone(zone)), Columns.cut(TerminalText.oneLine(review.actor()), 16),
                    past(review),
                    TerminalText.oneLine(review.deadLetterId()), Columns.cut(TerminalText.oneLine(one.itemId()), 20),
                    one.reason(), TerminalText.oneLine(reason(review)));
        }
        var lines = new ArrayList<>(table.render(width, palette));
        if (more) {
            lines.add("  there are more (--limit N)");
        }
        lines.add(
                "  → penstock dead-letters log " + TerminalText.oneLine(decisions.getFirst().review().deadLetterId()));
        return lines.stream().map(line -> Columns.cut(line, width)).toList();
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    private static String past(ReviewRow review) {
        var verb = switch (review.action()) {
            case "accept" -> "accepted";
            case "edit" -> "edited";
            case "discard" -> "discarded";
            case "retry" -> "retried";
            default -> TerminalText.oneLine(review.action());
        };
        return review.overrides() == null ? verb : verb + "!";
    }

    private static String reason(ReviewRow review) {
        var overrides = review.overrides() == null ? "" : "overrides " + review.overrides() + ". ";
        return (overrides + (review.reason() == null ? "" : review.reason())).strip();
    }

    private static List<String> changes(ReviewRow review) {
        var lines = new ArrayList<String>();
        if (review.action().equals("edit")) {
            lines.addAll(OutputChange.lines(review.output().before(), review.output().after()));
        } else if (review.action().equals("accept")) {
            var changed = OutputChange.lines(review.output().before(), review.output().after());
            lines.addAll(changed.isEmpty() ? List.of("the reply as it was") : changed);
        }
        var prompt = prompt(review.prompt());
        if (!prompt.isEmpty()) {
            lines.add(prompt);
        }
        return lines;
    }

    private static String prompt(ReviewRow.Change prompt) {
        var before = shortVersion(prompt.before());
        var after = shortVersion(prompt.after());
        if (before.isEmpty() && after.isEmpty()) {
            return "";
        }
        return "prompt " + (after.isEmpty() || before.equals(after) ? before : before + " → " + after);
    }

    private static String shortVersion(@Nullable String version) {
        return version == null ? "" : TerminalText.oneLine(Figures.version(version));
    }
}
