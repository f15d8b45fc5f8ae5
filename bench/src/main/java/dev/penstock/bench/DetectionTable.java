package dev.penstock.bench;

import dev.penstock.engine.Verification;
import dev.penstock.store.RunTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// A tally as a Markdown table, so that docs/quality.md can take it as it is.
final class DetectionTable {
    private DetectionTable() {}

    static List<String> lines(String title, Tally tally, List<Verification> verifications, double seconds) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("### " + title);
        lines.add("");
        lines.add("| corruption | injected | caught | by | recovered | missed |");
        lines.add("|---|--:|--:|---|--:|--:|");
        tally.rows()
                .forEach((kind, row) -> lines.add(String.format(Locale.ROOT, "| %s%s | %,d | %,d | %s | %,d | %,d |",
                        kind.label(), Tally.wrongButValid(kind) ? " *" : "", row.injected(), row.caught(), by(row.by()),
                        row.recovered(), row.missed())));
        lines.add("");
        lines.add(String.format(Locale.ROOT,
                "- caught or recovered, without *: %.2f%% (bar 99%%); of those with *: %.2f%%",
                100 * tally.detection(false), 100 * tally.detection(true)));
        lines.add(String.format(Locale.ROOT, "- false alarms: %,d of %,d honest replies, %.2f%% (bar 0.5%%)",
                tally.falseAlarms(), tally.honest(), 100 * tally.falseAlarmRate()));
        if (tally.corrected() > 0) {
            lines.add(String.format(Locale.ROOT,
                    "- gold that the text does not hold letter by letter: %,d honest replies, %,d rejected; %,d corrupted replies of those items not counted above",
                    tally.corrected(), tally.correctedRejected(), tally.setAsideCount()));
        }
        verifications.forEach(verification -> lines.add(ledger(verification)));
        lines.add(String.format(Locale.ROOT, "- items: %,d = %,d accepted + %,d dead-lettered; %.1f s",
                sum(verifications, RunTotals.Items::total), sum(verifications, RunTotals.Items::accepted),
                sum(verifications, RunTotals.Items::deadLettered), seconds));
        return lines;
    }

    private static long sum(List<Verification> verifications, ToLongFunction<RunTotals.Items> count) {
        return verifications.stream().mapToLong(one -> count.applyAsLong(one.totals().items())).sum();
    }

    private static String by(Map<String, Long> by) {
        return by.entrySet()
                .stream()
                .map(entry -> by.size() == 1 ? entry.getKey() : entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    static String ledger(Verification verification) {
        var books = verification.books();
        if (books == null) {
            return "- ledger: not compared";
        }
        return String.format(Locale.ROOT,
                "- ledger: %,d calls, %,d tokens in (%,d from cache), %,d out; books: %,d in (%,d from cache), %,d out: %s",
                books.calls(), books.booked().input(), books.booked().cacheRead(), books.booked().output(),
                books.billed().input(), books.billed().cacheRead(), books.billed().output(),
                verification.holds() ? "equal, call by call" : "NOT EQUAL: " + verification.problems().getFirst());
    }
}
