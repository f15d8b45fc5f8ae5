package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Costs;
import dev.penstock.engine.Costs.By;
import dev.penstock.engine.CostsText;
import dev.penstock.engine.FixedPrompt;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.Message;
import dev.penstock.store.SampleNumbers;
import dev.penstock.store.SampleRow;
import dev.penstock.store.SampleText;
import dev.penstock.store.SampledItem;
import dev.penstock.store.Samples.Judgement;
import dev.penstock.store.Samples.Tally;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The screens of samples and costs.
class LedgerScreensTest {
    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void listsSamplesWithWhatTheyProve(int width) {
        var rows = List.of(sample("s_a2b3c4d5", "item-17", "accepted", null),
                sample("s_b2b3c4d5", "item-9", "accepted", new Judgement(false, "bo", "wrong order", Samples.NOON)),
                erased());

        Golden.assertMatches("samples-" + width,
                new SampleScreen(width, Palette.PLAIN).list(rows, true, new Tally(102, 40, 0),
                        Samples.NOON.plusSeconds(7200)));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void showsASampleWithItsConversationAndVerdicts(int width) {
        var verdicts = List.of(new Judgement(true, "ana", null, Samples.NOON),
                new Judgement(false, "bo", "the order id is another customer's", Samples.NOON.plusSeconds(60)));

        Golden.assertMatches("sample-" + width, new SampleScreen(width, Palette.PLAIN)
                .show(sample("s_a2b3c4d5", "item-17", "accepted", null), verdicts));
    }

    @Test
    void showsThatATextIsGone() {
        assertThat(new SampleScreen(80, Palette.PLAIN).show(erased(), List.of()))
                .contains("  (erased: its time was over, or a person asked to forget the item)");
    }

    @Test
    void neverObeysWhatAModelWrote() {
        var hostile = new SampleRow("s_x", new SampledItem("r", 1, 0, Samples.HOSTILE, "t"),
                new SampleText(Samples.HOSTILE, List.of(Message.user(Samples.HOSTILE)), Samples.HOSTILE),
                numbers("accepted", Samples.HOSTILE), Samples.NOON,
                new Judgement(true, Samples.HOSTILE, Samples.HOSTILE, Samples.NOON));
        var screen = new SampleScreen(80, Palette.PLAIN);
        var lines = new ArrayList<>(screen.list(List.of(hostile), false, new Tally(1, 1, 0), Samples.NOON));
        lines.addAll(
                screen.show(hostile, List.of(new Judgement(true, Samples.HOSTILE, Samples.HOSTILE, Samples.NOON))));

        assertThat(lines).noneMatch(line -> line.chars().anyMatch(c -> c < 32 || (c > 126 && c < 160)))
                .allMatch(line -> Columns.width(line) <= 80);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void showsTheBooks(int width) {
        Golden.assertMatches("costs-" + width, CostsScreen.render(costs(), width, Palette.PLAIN));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100})
    void marksWhatIsASimulatorsHoweverManyNamesALineHas(int width) {
        var own = sum(300, 0, Map.of(Purpose.REJECTED, new BigDecimal("0.000412")), true);
        var lines = CostsScreen.render(new Costs(List.of(By.values()), List.of(
                new Costs.Line(List.of("ticket-triage", "claude-haiku-4-5", "2026-11-27", "unconfirmed", "simulator"),
                        own)),
                own, List.of()), width, Palette.PLAIN);

        assertThat(lines).allMatch(line -> Columns.width(line) <= width)
                .anySatisfy(line -> assertThat(line).endsWith("SIM"));
    }

    @Test
    void writesTheBooksForPrograms() {
        var lines = new ArrayList<>(CostsText.csv(costs()));
        lines.add(CostsText.json(costs()).toPrettyString());

        Golden.assertMatches("costs-text", lines);
    }

    private static Costs costs() {
        var haiku = sum(10_412, 9_947, Map.of(Purpose.USEFUL, new BigDecimal("4.51"), Purpose.RETRY,
                new BigDecimal("0.05"), Purpose.REPAIR, new BigDecimal("0.16"), Purpose.REJECTED,
                new BigDecimal("0.09"), Purpose.UNCONFIRMED, new BigDecimal("0.02")), false);
        var own = sum(300, 0, Map.of(Purpose.REJECTED, new BigDecimal("0.000412")), true);
        var total = sum(10_712, 9_947, Map.of(Purpose.USEFUL, new BigDecimal("4.510412")), true);
        return new Costs(List.of(By.TASK, By.MODEL),
                List.of(new Costs.Line(List.of("ticket-triage", "claude-haiku-4-5"), haiku),
                        new Costs.Line(List.of("=summary", "my-llama"), own)),
                total, List.of("ticket-triage on claude-haiku-4-5: about 62% of your input tokens are the fixed prompt,"
                        + " about 620 a call: shorten system.md, the examples or the schema"));
    }

    private static Costs.Sum sum(long calls, long accepted, Map<Purpose, BigDecimal> usd, boolean simulated) {
        return new Costs.Sum(calls, accepted, Usage.of(calls * 577, calls * 31),
                new FixedPrompt(calls, calls * 577, 0, calls * 360), usd, false, simulated);
    }

    private static SampleRow sample(String id, String item, String verdict, @Nullable Judgement judgement) {
        var text = new SampleText("You triage tickets.", List.of(Message.user("Where is my order A-77821?")),
                "{\"priority\":\"p1\",\"order_id\":\"A-77821\"}");
        return new SampleRow(id, new SampledItem("r_7F3K", 16, 0, item, "ticket-triage"), text,
                numbers(verdict, "end_turn"), Samples.NOON, judgement);
    }

    private static SampleRow erased() {
        return new SampleRow("s_c2b3c4d5", new SampledItem("r_7F3K", 3, 0, "", "ticket-triage"), null,
                numbers("placeholder", "end_turn"), Samples.NOON, null);
    }

    private static SampleNumbers numbers(String verdict, String stopReason) {
        return new SampleNumbers("claude", "claude-haiku-4-5", "sha256:9c1e4b77aa", 1, verdict,
                List.of("lossless:fence"), stopReason, Usage.of(512, 31), new BigDecimal("0.000667"), 912);
    }
}
