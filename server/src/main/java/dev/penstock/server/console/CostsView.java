package dev.penstock.server.console;

import dev.penstock.engine.Costs;
import dev.penstock.engine.Figures;
import dev.penstock.item.Purpose;
import dev.penstock.store.Ledger;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The books of some days.
///
/// @param tables by task, model, endpoint and day
/// @param bars the days, each by purpose
public record CostsView(List<Costs> tables, Bars bars) {
    private static final int CHART_HEIGHT = 120;

    public CostsView {
        tables = List.copyOf(tables);
    }

    /// @param tables the last of them by day
    static CostsView of(List<Costs> tables) {
        return new CostsView(tables, chart(tables.getLast()));
    }

    /// @param until the last day that counts; null for today
    static Ledger.Filter filter(@Nullable String task, @Nullable LocalDate since, @Nullable LocalDate until) {
        return new Ledger.Filter(task, start(since), until == null ? null : start(until.plusDays(1)));
    }

    private static @Nullable Instant start(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /// The line of one name; nothing when there is none.
    static Costs.Sum of(Costs costs, String name) {
        return costs.rows()
                .stream()
                .filter(line -> line.names().getFirst().equals(name))
                .map(Costs.Line::sum)
                .findFirst()
                .orElse(Costs.Sum.NOTHING);
    }

    public Costs.Sum total() {
        return tables.getFirst().total();
    }

    public List<String> advice() {
        return tables.getFirst().advice();
    }

    public static String perThousand(Costs.Sum sum) {
        var each = sum.usdPerAccepted();
        return each == null ? "-" : Figures.usdPerThousand(each, 1);
    }

    public static String waste(Costs.Sum sum) {
        return Figures.percent(sum.wasteShare(), 1);
    }

    /// About how much of the input is the same for every item.
    public static String boilerplate(Costs.Sum sum) {
        return Figures.roundPercent(sum.fixed().boilerplate(), sum.fixed().input());
    }

    public static BigDecimal spent(Costs.Sum sum, Purpose purpose) {
        return sum.usd().getOrDefault(purpose, BigDecimal.ZERO);
    }

    private static Bars chart(Costs days) {
        var columns = new ArrayList<Bars.Column>();
        for (var line : days.rows()) {
            var amounts = Stream.of(Purpose.values())
                    .map(purpose -> new Bars.Amount(spent(line.sum(), purpose), purpose.label()))
                    .toList();
            columns.add(new Bars.Column(line.names().getFirst() + " "
                    + Figures.usd(line.sum().confirmedUsd().add(line.sum().unconfirmedUsd())), amounts));
        }
        return Bars.of(columns, "Spent a day, by purpose; the table of days has the numbers", CHART_HEIGHT);
    }
}
