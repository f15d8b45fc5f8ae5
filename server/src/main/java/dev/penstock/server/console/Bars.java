package dev.penstock.server.console;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// A small chart of amounts side by side: an image made of rectangles, whose numbers stand in a table or a label beside it.
///
/// @param label what it shows, in words, for those who do not see it
public record Bars(List<Bar> bars, String label, int width, int height) {
    private static final int STEP = 14;
    private static final int GAP = 3;

    public Bars {
        bars = List.copyOf(bars);
    }

    /// A bar of one or more parts on top of each other.
    ///
    /// @param title what its tooltip says
    public record Bar(String title, List<Part> parts) {
        public Bar {
            parts = List.copyOf(parts);
        }
    }

    /// @param look the class of its colour
    public record Part(int x, int y, int width, int height, String look) {}

    /// What a bar is made of.
    public record Amount(BigDecimal amount, String look) {}

    /// @param amounts from the bottom up
    public record Column(String title, List<Amount> amounts) {
        BigDecimal sum() {
            return amounts.stream().map(Amount::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    static Bars of(List<Column> columns, String label, int height) {
        var highest = columns.stream().map(Column::sum).reduce(BigDecimal.ZERO, BigDecimal::max).doubleValue();
        var bars = new ArrayList<Bar>();
        for (var column : columns) {
            bars.add(bar(column, bars.size() * STEP, height, highest));
        }
        return new Bars(bars, label, Math.max(1, columns.size() * STEP), height);
    }

    private static Bar bar(Column column, int x, int height, double highest) {
        var parts = new ArrayList<Part>();
        int top = height;
        for (var amount : column.amounts()) {
            if (amount.amount().signum() > 0 && highest > 0) {
                int part = Math.max(1, (int) Math.round(amount.amount().doubleValue() / highest * (height - 2)));
                top -= part;
                parts.add(new Part(x, Math.max(0, top), STEP - GAP, part, amount.look()));
            }
        }
        return new Bar(column.title(), parts);
    }
}
