package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.Verification;
import dev.penstock.engine.Verification.BooksComparison;
import dev.penstock.item.Usage;
import java.util.ArrayList;
import java.util.List;

/// What was recomputed, for people. Nothing of it is cut: what does not fit goes on below.
final class VerifyScreen {
    private static final int INDENT = 12;

    private VerifyScreen() {}

    static List<String> render(Verification verification, int width, Palette palette) {
        var totals = verification.totals();
        var items = totals.items();
        var lines = new ArrayList<String>();
        lines.add("  " + palette.strong(TerminalText.oneLine(verification.run().id())) + "  "
                + TerminalText.oneLine(verification.run().task()) + "   "
                + (verification.holds() ? palette.good("✓ verified") : palette.bad("✖ does not hold")));
        lines.addAll(row("Items", Figures.count(items.total()) + " = " + Figures.count(items.accepted())
                + " accepted + " + Figures.count(items.deadLettered()) + " dead-lettered + "
                + Figures.count(items.discarded()) + " discarded + " + Figures.count(items.pending()) + " pending",
                width));
        lines.addAll(row("Ledger", tokens(totals.confirmedUsage()) + " in "
                + Figures.plural(totals.attempts().total(), "attempt") + ", " + Figures.usd(totals.confirmedUsd()),
                width));
        var compared = verification.books();
        if (compared != null) {
            lines.addAll(books(compared, width, palette));
        }
        verification.problems().forEach(problem -> lines.addAll(problem(problem, width, palette)));
        return lines;
    }

    private static List<String> books(BooksComparison compared, int width, Palette palette) {
        var lines = new ArrayList<>(row("Books", tokens(compared.billed()) + " in "
                + Figures.plural(compared.calls(), "call") + (compared.booked().equals(compared.billed())
                        ? "   " + palette.good("✓ the same to the token")
                        : ""),
                width));
        if (compared.unconfirmedCalls() > 0) {
            lines.addAll(row("", Figures.count(compared.unconfirmedCalls())
                    + " unconfirmed stand beside them; the books billed "
                    + Figures.count(compared.unconfirmedBilled()) + " of those", width));
        }
        if (compared.otherCalls() > 0) {
            lines.addAll(row("", Figures.plural(compared.otherCalls(), "more call")
                    + " in these books carry no id of this run: other runs, other clients", width));
        }
        return lines;
    }

    private static List<String> problem(String problem, int width, Palette palette) {
        var wrapped = Columns.wrap(TerminalText.oneLine(problem), width - 4);
        var lines = new ArrayList<String>();
        wrapped.forEach(line -> lines.add((lines.isEmpty() ? "  " + palette.bad("✖") + " " : "    ") + line));
        return lines;
    }

    private static List<String> row(String label, String text, int width) {
        var lines = new ArrayList<String>();
        Columns.wrap(text, width - INDENT)
                .forEach(line -> lines.add("  " + Columns.pad(lines.isEmpty() ? label : "", INDENT - 2) + line));
        return lines;
    }

    private static String tokens(Usage usage) {
        return Figures.count(usage.input()) + " tokens in + " + Figures.count(usage.output()) + " out";
    }
}
