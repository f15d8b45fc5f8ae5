package dev.penstock.cli;

import dev.penstock.engine.Costs;
import dev.penstock.engine.Figures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The books for people: a table with a total, and what to do about what costs much. A narrow terminal gets fewer columns,
/// never half a number.
final class CostsScreen {
    private static final List<Column> CALLS = List.of(new Column(">CALLS", sum -> Figures.count(sum.calls())));
    private static final List<Column> ACCEPTED = List
            .of(new Column(">ACCEPTED", sum -> Figures.count(sum.accepted())));
    private static final List<Column> TOKENS = List.of(
            new Column(">IN", sum -> Figures.tokens(sum.usage().input())),
            new Column(">OUT", sum -> Figures.tokens(sum.usage().output())));
    private static final List<Column> COST = List
            .of(new Column(">COST", sum -> Figures.usd(sum.confirmedUsd())));
    private static final List<Column> JUDGED = List.of(
            new Column(">UNCONF.", sum -> sum.unconfirmedUsd().signum() == 0
                    ? "-"
                    : Figures.usd(sum.unconfirmedUsd())),
            new Column(">WASTE", sum -> String.format(Locale.ROOT, "%.1f%%", 100 * sum.wasteShare())),
            new Column(">PER 1K OK", sum -> perThousand(sum.usdPerAccepted())));
    private static final List<Column> SIMULATED = List.of(new Column("", sum -> sum.simulated() ? "SIM" : ""));
    /// The widest first.
    private static final List<Layout> LAYOUTS = List.of(
            Layout.of(24, List.of(CALLS, ACCEPTED, TOKENS, COST, JUDGED, SIMULATED)),
            Layout.of(24, List.of(CALLS, ACCEPTED, COST, JUDGED, SIMULATED)),
            Layout.of(16, List.of(ACCEPTED, COST, JUDGED, SIMULATED)),
            Layout.of(16, List.of(COST, JUDGED, SIMULATED)), Layout.of(10, List.of(COST, JUDGED, SIMULATED)),
            Layout.of(10, List.of(COST, SIMULATED)), Layout.of(6, List.of(COST, SIMULATED)));
    private static final int ANY_WIDTH = 1_000;

    private CostsScreen() {}

    private record Column(String heading, Function<Costs.Sum, String> cell) {}

    private record Layout(int nameWidth, List<Column> columns) {
        static Layout of(int nameWidth, List<List<Column>> groups) {
            return new Layout(nameWidth, groups.stream().flatMap(List::stream).toList());
        }
    }

    static List<String> render(Costs costs, int width, Palette palette) {
        if (costs.rows().isEmpty()) {
            return List.of("Nothing was sent in that time.");
        }
        var table = widestThatFits(costs, width);
        var lines = new ArrayList<String>(table.render(width, palette));
        if (costs.total().simulated()) {
            lines.add(fits(table, width)
                    ? "  SIM is a simulator's: no such money was spent"
                    : "  a simulator's calls are in here: no such money was spent");
        }
        if (costs.total().unpriced()) {
            lines.add("  ! a model without a price was called: what it cost is not in here");
        }
        for (var sentence : costs.advice()) {
            lines.add("");
            Columns.wrap(TerminalText.oneLine(sentence), width - 2).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private static Table widestThatFits(Costs costs, int width) {
        return LAYOUTS.stream()
                .map(layout -> table(costs, layout))
                .filter(table -> fits(table, width))
                .findFirst()
                .orElseGet(() -> table(costs, LAYOUTS.getLast()));
    }

    private static boolean fits(Table table, int width) {
        return table.render(ANY_WIDTH, Palette.PLAIN).stream().allMatch(line -> Columns.width(line) <= width);
    }

    private static Table table(Costs costs, Layout layout) {
        var headings = new ArrayList<String>();
        costs.by().forEach(by -> headings.add(by.label().toUpperCase(Locale.ROOT)));
        layout.columns().forEach(column -> headings.add(column.heading()));
        var table = new Table(headings.toArray(String[]::new));
        costs.rows().forEach(line -> table.row(cells(layout, line.names(), line.sum())));
        if (costs.rows().size() > 1) {
            var names = new ArrayList<String>(List.of("total"));
            costs.by().stream().skip(1).forEach(_ -> names.add(""));
            table.row(cells(layout, names, costs.total()));
        }
        return table;
    }

    private static String[] cells(Layout layout, List<String> names, Costs.Sum sum) {
        return Stream.concat(names.stream().map(name -> Columns.cut(TerminalText.oneLine(name), layout.nameWidth())),
                layout.columns().stream().map(column -> column.cell().apply(sum))).toArray(String[]::new);
    }

    private static String perThousand(@Nullable BigDecimal usdPerAccepted) {
        return usdPerAccepted == null ? "-" : Figures.usdPerThousand(usdPerAccepted, 1);
    }
}
