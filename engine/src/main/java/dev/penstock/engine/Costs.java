package dev.penstock.engine;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.ledger.PriceTable;
import dev.penstock.store.CostRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The books, grouped as somebody wants to see them.
///
/// @param rows in the order of the days if they are grouped by day, else the dearest first
/// @param advice what to do about fixed prompts that cost much, one sentence per task and model
public record Costs(List<By> by, List<Line> rows, Sum total, List<String> advice) {
    public Costs {
        by = List.copyOf(by);
        rows = List.copyOf(rows);
        advice = List.copyOf(advice);
    }

    /// What to group by.
    public enum By {
        TASK, MODEL, DAY, PURPOSE, ENDPOINT;

        /// The name on the command line and in files.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String of(CostRow row) {
            return switch (this) {
                case TASK -> row.task();
                case MODEL -> row.model();
                case DAY -> row.day().toString();
                case PURPOSE -> row.purpose().label();
                case ENDPOINT -> row.endpoint();
            };
        }
    }

    /// One line of the books.
    ///
    /// @param names one per [Costs#by()], in that order
    public record Line(List<String> names, Sum sum) {
        public Line {
            names = List.copyOf(names);
        }
    }

    /// What some attempts cost.
    ///
    /// @param calls HTTP calls, 429s included
    /// @param accepted calls whose reply is an accepted output
    /// @param usage confirmed tokens
    /// @param fixed the part of the input that is the same for every item; an estimate
    /// @param usd exact, by purpose; for unconfirmed what was reserved
    /// @param unpriced whether a model without a price was called
    /// @param simulated whether any of it was a simulator's: then no such money was spent
    public record Sum(long calls, long accepted, Usage usage, FixedPrompt fixed, Map<Purpose, BigDecimal> usd,
            boolean unpriced, boolean simulated) {
        public static final Sum NOTHING = new Sum(0, 0, Usage.NONE, new FixedPrompt(0, 0, 0, 0), Map.of(), false,
                false);

        public Sum {
            usd = Map.copyOf(usd);
        }

        /// What providers confirmed.
        public BigDecimal confirmedUsd() {
            return all().subtract(unconfirmedUsd());
        }

        /// What may have been billed: calls of unknown usage, at what was reserved for them.
        public BigDecimal unconfirmedUsd() {
            return usd.getOrDefault(Purpose.UNCONFIRMED, BigDecimal.ZERO);
        }

        /// What bought no accepted output: retries, repairs, rejected replies, and what is unconfirmed.
        public BigDecimal wasteUsd() {
            return all().subtract(usd.getOrDefault(Purpose.USEFUL, BigDecimal.ZERO))
                    .subtract(usd.getOrDefault(Purpose.JUDGE, BigDecimal.ZERO));
        }

        /// Share of all spending that is waste, 0 to 1; zero when nothing was spent.
        public double wasteShare() {
            return all().signum() == 0 ? 0 : wasteUsd().doubleValue() / all().doubleValue();
        }

        /// Confirmed cost of one accepted output, to 12 decimals; null when there is none.
        public @Nullable BigDecimal usdPerAccepted() {
            return accepted == 0
                    ? null
                    : confirmedUsd().divide(BigDecimal.valueOf(accepted), 12, RoundingMode.HALF_UP);
        }

        private BigDecimal all() {
            return usd.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        private Sum plus(CostRow row) {
            var sums = row.sums();
            boolean confirmed = row.purpose() != Purpose.UNCONFIRMED;
            var tokens = confirmed ? sums.usage() : Usage.NONE;
            var money = new EnumMap<Purpose, BigDecimal>(Purpose.class);
            money.putAll(usd);
            money.merge(row.purpose(), sums.costUsd(), BigDecimal::add);
            return new Sum(calls + row.calls(), accepted + sums.accepted(), usage.plus(tokens),
                    new FixedPrompt(fixed.billed() + sums.billed(), fixed.input() + tokens.input(),
                            fixed.cacheRead() + tokens.cacheRead(), fixed.boilerplate() + sums.boilerplateInput()),
                    money, unpriced || sums.unpriced(), simulated || sums.simulated());
        }
    }

    static Costs of(List<CostRow> books, List<By> by, PriceTable prices) {
        var lines = grouped(books, by).entrySet()
                .stream()
                .map(entry -> new Line(entry.getKey(), entry.getValue()))
                .sorted(order(by))
                .toList();
        var total = books.stream().reduce(Sum.NOTHING, Sum::plus, (_, whole) -> whole);
        return new Costs(by, lines, total, advice(books, prices));
    }

    private static Map<List<String>, Sum> grouped(List<CostRow> books, List<By> by) {
        var groups = new LinkedHashMap<List<String>, Sum>();
        for (var row : books) {
            var names = by.stream().map(one -> one.of(row)).toList();
            groups.put(names, groups.getOrDefault(names, Sum.NOTHING).plus(row));
        }
        return groups;
    }

    private static Comparator<Line> order(List<By> by) {
        var dearest = Comparator.comparing((Line line) -> line.sum().all()).reversed();
        int day = by.indexOf(By.DAY);
        return day < 0 ? dearest : Comparator.comparing((Line line) -> line.names().get(day)).thenComparing(dearest);
    }

    private static List<String> advice(List<CostRow> books, PriceTable prices) {
        var sentences = new ArrayList<String>();
        new TreeMap<>(byTaskAndModel(books)).forEach((name, sum) -> sum.fixed()
                .advice(name.substring(name.indexOf('\n') + 1), prices)
                .ifPresent(sentence -> sentences.add(name.replace("\n", " on ") + ": " + sentence)));
        return sentences;
    }

    private static Map<String, Sum> byTaskAndModel(List<CostRow> books) {
        var sums = new LinkedHashMap<String, Sum>();
        books.forEach(row -> sums.merge(row.task() + "\n" + row.model(), Sum.NOTHING.plus(row),
                (before, _) -> before.plus(row)));
        return sums;
    }
}
