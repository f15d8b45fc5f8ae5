package dev.penstock.cli;

import dev.penstock.engine.Costs;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The books for people: a table with a total, and what to do about what costs much.
final class CostsScreen {
    private CostsScreen() {}

    static List<String> render(Costs costs, int width, Palette palette) {
        if (costs.rows().isEmpty()) {
            return List.of("Nothing was sent in that time.");
        }
        var lines = new ArrayList<String>();
        lines.addAll(table(costs).render(width, palette));
        if (costs.total().unpriced()) {
            lines.add("  ! a model without a price was called: what it cost is not in here");
        }
        for (var sentence : costs.advice()) {
            lines.add("");
            Columns.wrap(TerminalText.oneLine(sentence), width - 2).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private static Table table(Costs costs) {
        var headings = new ArrayList<String>();
        costs.by().forEach(by -> headings.add(by.label().toUpperCase(Locale.ROOT)));
        headings.addAll(List.of(">CALLS", ">ACCEPTED", ">IN", ">OUT", ">COST", ">UNCONF.", ">WASTE", ">PER 1K OK"));
        var table = new Table(headings.toArray(String[]::new));
        costs.rows().forEach(line -> table.row(cells(line.names(), line.sum())));
        if (costs.rows().size() > 1) {
            var names = new ArrayList<String>(List.of("total"));
            costs.by().stream().skip(1).forEach(_ -> names.add(""));
            table.row(cells(names, costs.total()));
        }
        return table;
    }

    private static String[] cells(List<String> names, Costs.Sum sum) {
        var cells = new ArrayList<String>();
        names.forEach(name -> cells.add(Columns.cut(TerminalText.oneLine(name), 24)));
        cells.addAll(List.of(Figures.count(sum.calls()), Figures.count(sum.accepted()),
                Figures.tokens(sum.usage().input()), Figures.tokens(sum.usage().output()),
                Figures.usd(sum.confirmedUsd()), sum.unconfirmedUsd().signum() == 0
                        ? "-"
                        : Figures.usd(sum.unconfirmedUsd()),
                String.format(Locale.ROOT, "%.1f%%", 100 * sum.wasteShare()), perThousand(sum.usdPerAccepted())));
        return cells.toArray(String[]::new);
    }

    private static String perThousand(@Nullable BigDecimal usdPerAccepted) {
        return usdPerAccepted == null ? "-" : Figures.usdPerThousand(usdPerAccepted, 1);
    }
}
