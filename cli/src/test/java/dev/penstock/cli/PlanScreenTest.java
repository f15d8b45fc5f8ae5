package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.PlanJson;
import dev.penstock.engine.RunPlan;
import dev.penstock.engine.RunPlan.Basis;
import dev.penstock.engine.RunPlan.Budget;
import dev.penstock.engine.RunPlan.Cost;
import dev.penstock.engine.RunPlan.FixedPart;
import dev.penstock.engine.RunPlan.Input;
import dev.penstock.engine.RunPlan.Items;
import dev.penstock.engine.RunPlan.Lines;
import dev.penstock.engine.RunPlan.Output;
import dev.penstock.engine.RunPlan.Pace;
import dev.penstock.engine.RunPlan.Sending;
import dev.penstock.engine.RunPlan.Target;
import dev.penstock.engine.RunPlan.Tokens;
import dev.penstock.engine.RunPlan.Usd;
import dev.penstock.engine.RunPlan.Verdict;
import dev.penstock.engine.RunRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanScreenTest {
    private static final String COMMAND = "penstock run ticket-triage --input tickets.jsonl --budget 25";
    private static final RunRequest REQUEST = new RunRequest("ticket-triage", "tickets.jsonl", null, null, null,
            new BigDecimal("25"), null);
    private static final Sending SYNC = new Sending("sync", Duration.ofHours(24), "sync",
            "one by one: the task does not say how long it can wait (batch.max-wait)");
    private static final Pace QUOTA = new Pace(Duration.ofMinutes(50),
            List.of(new Pace.Limit("requests-per-minute", 200, Duration.ofMinutes(50)),
                    new Pace.Limit("input-tokens-per-minute", 450_000, Duration.ofSeconds(773))));
    private static final Cost KNOWN = new Cost(usd("4.10", "4.70", "5.60"), usd("2.05", "2.35", "2.80"),
            new BigDecimal("214.30"), "");

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void showsWhatARunWouldBe(int width) {
        Golden.assertMatches("plan-" + width, screen(width, Palette.PLAIN, counted()));
    }

    @Test
    void isPainted() {
        Golden.assertMatches("plan-colour-80", screen(80, new Palette(true), counted()));
    }

    @Test
    void saysWhatItDoesNotKnow() {
        var items = new Items(10_000, 10_000, Map.of());
        var input = new Input(new Tokens(4_640_000, 5_800_000L, 7_730_000), Basis.ESTIMATED, 0, 0,
                new FixedPart(0.62, 360, 4_096, false));
        var unknown = new Cost(null, null, null, "the model has no price (prices.yaml)");

        Golden.assertMatches("plan-unknown-80",
                screen(80, Palette.PLAIN, plan(items, input, new Output(new Tokens(0, null, 3_000_000), 0, false),
                        unknown, new Sending("sync", null, "sync", "one by one: its endpoint has no batch API"),
                        new Pace(null, List.of()), new Budget(null, Verdict.NO_BUDGET, 10_000),
                        List.of("nothing stops the run whatever it costs: give it a --budget"))));
    }

    @Test
    void showsBatchesBesideOneByOne() {
        var range = new Cost(usd("3.60", null, "18.60"), usd("1.80", null, "9.30"), new BigDecimal("214.30"), "");
        var auto = new Sending("auto", Duration.ofHours(6), "auto",
                "in batches at a lower price, what they leave open one by one");
        var input = new Input(new Tokens(5_700_000, 5_800_000L, 5_900_000), Basis.EARLIER, 312, 0,
                new FixedPart(0.62, 5_000, 4_096, true));

        Golden.assertMatches("plan-batch-80",
                screen(80, Palette.PLAIN, plan(new Items(10_000, 10_000, Map.of()), input,
                        new Output(new Tokens(0, null, 3_000_000), 0, false), range, auto, QUOTA,
                        new Budget(new BigDecimal("9"), Verdict.PERHAPS, 10_000), List.of())));
    }

    @ParameterizedTest
    @EnumSource(value = Verdict.class, mode = EnumSource.Mode.EXCLUDE, names = "NO_BUDGET")
    void saysWhatABudgetCovers(Verdict verdict) {
        var lines = screen(100, Palette.PLAIN,
                plan(counted().items(), counted().input(), counted().output(), KNOWN, SYNC, QUOTA,
                        new Budget(new BigDecimal("3"), verdict, 6_382), List.of()));

        Golden.assertMatches("plan-budget-" + verdict.name().toLowerCase(Locale.ROOT),
                lines.stream()
                        .dropWhile(line -> !line.startsWith("  Budget"))
                        .takeWhile(
                                line -> !line.startsWith("  Checks"))
                        .toList());
    }

    @Test
    void obeysNothingThatAnInputOrASettingSays() {
        var items = new Items(1, 0, Map.of(Samples.HOSTILE, new Lines(1, List.of(1L))));
        var plan = plan(items, counted().input(), counted().output(), KNOWN, SYNC, QUOTA,
                new Budget(BigDecimal.ONE, Verdict.LIKELY, 1), List.of(Samples.HOSTILE));

        assertThat(screen(80, Palette.PLAIN, plan))
                .noneMatch(line -> line.chars().anyMatch(c -> c < 32 || (c > 126 && c < 160)));
    }

    @Test
    void isJsonForPrograms() {
        Golden.assertMatches("plan-json", List.of(PlanJson.of(counted(), COMMAND).toPrettyString()));
    }

    private static List<String> screen(int width, Palette palette, RunPlan plan) {
        return new PlanScreen(width, palette).render(plan, COMMAND);
    }

    private static RunPlan counted() {
        var unpaid = new LinkedHashMap<String, Lines>();
        unpaid.put("duplicate-id", new Lines(3, List.of(88L, 412L, 9_001L)));
        unpaid.put("json", new Lines(1, List.of(77L)));
        unpaid.put("missing-variable", new Lines(12, List.of(5L, 6L, 8L, 9L, 13L)));
        return plan(new Items(10_000, 9_984, unpaid),
                new Input(new Tokens(5_600_000, 5_800_000L, 6_000_000), Basis.COUNTED, 8, 8,
                        new FixedPart(0.62, 360, 4_096, false)),
                new Output(new Tokens(350_000, 400_000L, 450_000), 312, true), KNOWN, SYNC, QUOTA,
                new Budget(new BigDecimal("25"), Verdict.LIKELY, 9_984),
                List.of("31 items leave a variable of the prompt empty: customer_name"));
    }

    private static RunPlan plan(Items items, Input input, Output output, Cost cost, Sending sending, Pace pace,
            Budget budget, List<String> warnings) {
        return new RunPlan(REQUEST, new Target("ticket-triage", "sha256:9c1e4b77aa", "claude", "claude-haiku-4-5",
                "json-schema", 300, 600, false), items, input, output, cost, sending, pace, budget,
                List.of("schema", "placeholders reject", "language en", "grounding order_id"), warnings);
    }

    private static Usd usd(String low, @Nullable String about, String high) {
        return new Usd(new BigDecimal(low), about == null ? null : new BigDecimal(about), new BigDecimal(high));
    }
}
