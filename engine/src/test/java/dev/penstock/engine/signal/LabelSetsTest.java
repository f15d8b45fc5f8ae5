package dev.penstock.engine.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Label sets stay few, whatever they are made of.
class LabelSetsTest {
    private final List<String> warnings = new ArrayList<>();
    private final LabelSets sets = new LabelSets(Metric.STOP_REASONS, warnings::add);

    @Test
    void beyondTheMostEverythingNewIsOtherAndIsToldOnce() {
        var seen = new HashSet<>();
        IntStream.range(0, 3 * LabelSets.MOST).forEach(i -> seen.add(sets.of("task", "model-" + i, "end")));

        assertThat(seen).hasSize(LabelSets.MOST + 1);
        assertThat(sets.of("task", "one-more", "end").get(AttributeKey.stringKey("model"))).isEqualTo("other");
        assertThat(sets.of("task", "one-more", "end").get(AttributeKey.stringKey("task"))).isEqualTo("other");
        assertThat(sets.of("task", "model-0", "end").get(AttributeKey.stringKey("model"))).isEqualTo("model-0");
        assertThat(warnings).containsExactly("penstock_stop_reasons_total");
    }

    @Test
    void manyThreadsAtTheEdgeDoNotPassIt() {
        var seen = IntStream.range(0, 3 * LabelSets.MOST)
                .parallel()
                .mapToObj(i -> sets.of("task", "model-" + i, "end"))
                .distinct()
                .count();

        assertThat(seen).isEqualTo(LabelSets.MOST + 1);
        assertThat(warnings).hasSize(1);
    }

    @Test
    void aHostileValueIsShortAndOnOneLine() {
        var model = sets.of("task", "a\n# TYPE evil counter\u0000\u001b[2J" + "x".repeat(1_000_000), "end")
                .get(AttributeKey.stringKey("model"));

        assertThat(model).hasSize(120).startsWith("a # TYPE evil counter  [2Jx").doesNotContain("\n", "\u001b");
    }

    @Test
    void anEmptyValueLeavesItsLabelOut() {
        var attributes = new LabelSets(Metric.OPERATION_DURATION, warnings::add).of("chat", "openai", "gpt", "");

        assertThat(attributes.size()).isEqualTo(3);
        assertThat(attributes.get(AttributeKey.stringKey("error.type"))).isNull();
    }
}
