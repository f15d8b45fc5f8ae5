package dev.penstock.bench;

import dev.penstock.engine.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A tally as a Markdown table, so that docs/performance.md can take it as it is.
final class DetectionTable {
    private DetectionTable() {}

    static List<String> lines(String title, Tally tally, Verification verification, double seconds) {
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
        lines.add(String.format(Locale.ROOT, "- caught or recovered, without *: %.2f%% (bar 99%%)",
                100 * tally.detection()));
        lines.add(String.format(Locale.ROOT, "- false alarms: %,d of %,d honest replies, %.2f%% (bar 0.5%%)",
                tally.falseAlarms(), tally.honest(), 100 * tally.falseAlarmRate()));
        lines.add(ledger(verification));
        var items = verification.totals().items();
        lines.add(String.format(Locale.ROOT, "- items: %,d = %,d accepted + %,d dead-lettered; %.1f s", items.total(),
                items.accepted(), items.deadLettered(), seconds));
        return lines;
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
