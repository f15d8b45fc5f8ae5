package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Costs.By;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.ledger.PriceTable;
import dev.penstock.store.CostRow;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostsTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);
    private static final List<CostRow> BOOKS = List.of(
            row("triage", "haiku", MONDAY, Purpose.USEFUL, 10, 10, "1.00"),
            row("triage", "haiku", MONDAY, Purpose.RETRY, 3, 0, "0.05"),
            row("triage", "haiku", MONDAY.plusDays(1), Purpose.UNCONFIRMED, 2, 1, "0.20"),
            row("triage", "gpt", MONDAY.plusDays(1), Purpose.USEFUL, 4, 4, "3.00"),
            row("summary", "gpt", MONDAY.plusDays(1), Purpose.REJECTED, 1, 0, "0.50"));

    @Test
    void sumsByWhatIsAskedForTheDearestFirst() {
        var costs = costs(By.TASK, By.MODEL);

        assertThat(costs.rows()).extracting(Costs.Line::names)
                .containsExactly(List.of("triage", "gpt"), List.of("triage", "haiku"), List.of("summary", "gpt"));
        var haiku = costs.rows().get(1).sum();
        assertThat(haiku.calls()).isEqualTo(15);
        assertThat(haiku.accepted()).as("one accepted reply has unknown usage").isEqualTo(11);
        assertThat(haiku.confirmedUsd()).isEqualByComparingTo("1.05");
        assertThat(haiku.unconfirmedUsd()).isEqualByComparingTo("0.20");
        assertThat(haiku.wasteUsd()).isEqualByComparingTo("0.25");
        assertThat(haiku.wasteShare()).isEqualTo(0.2);
        assertThat(haiku.usdPerAccepted()).isEqualByComparingTo("0.095454545455");
        assertThat(haiku.usage()).as("unconfirmed tokens are nobody's").isEqualTo(Usage.of(1_300, 130));
        assertThat(costs.rows().get(2).sum().usdPerAccepted()).isNull();
    }

    @Test
    void everyGroupingHasTheSameTotalAndItsRowsAddUpToIt() {
        for (var by : List.of(List.of(By.TASK), List.of(By.DAY), List.of(By.PURPOSE, By.MODEL), List.of(By.ENDPOINT),
                List.of(By.values()))) {
            var costs = Costs.of(BOOKS, by, PriceTable.shipped());

            assertThat(costs.total().confirmedUsd()).isEqualByComparingTo("4.55");
            assertThat(costs.rows()
                    .stream()
                    .map(line -> line.sum().confirmedUsd())
                    .reduce(BigDecimal.ZERO,
                            BigDecimal::add))
                    .isEqualByComparingTo("4.55");
            assertThat(costs.rows().stream().mapToLong(line -> line.sum().calls()).sum()).isEqualTo(20);
        }
    }

    @Test
    void listsDaysInOrder() {
        assertThat(costs(By.DAY, By.MODEL).rows()).extracting(Costs.Line::names)
                .containsExactly(List.of("2026-11-23", "haiku"), List.of("2026-11-24", "gpt"),
                        List.of("2026-11-24", "haiku"));
    }

    private static Costs costs(By... by) {
        return Costs.of(BOOKS, List.of(by), PriceTable.shipped());
    }

    private static CostRow row(String task, String model, LocalDate day, Purpose purpose, long calls, long accepted,
            String usd) {
        return new CostRow(task, "claude", model, day, purpose, calls, new CostRow.Sums(calls, accepted,
                Usage.of(calls * 100, calls * 10), new BigDecimal(usd), calls * 40, false, false));
    }
}
