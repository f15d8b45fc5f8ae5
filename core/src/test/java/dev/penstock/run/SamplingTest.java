package dev.penstock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Item;
import dev.penstock.store.PendingItem;
import dev.penstock.store.SampleNumbers;
import dev.penstock.store.SampleRow;
import dev.penstock.store.SampleText;
import dev.penstock.store.SampledItem;
import dev.penstock.store.Samples;
import dev.penstock.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SamplingTest {
    @Test
    void asksAStoreThatFailedNoMoreAndCountsWhatItLost() {
        var broken = new BrokenSamples();
        var sampling = Sampling.of(broken, "t", 1, 10, UnaryOperator.identity(), () -> Instant.EPOCH);
        assertThat(sampling.warning()).isEmpty();

        for (int i = 0; i < 5; i++) {
            sampling.choose(new PendingItem(new Item("r", i, i, "i" + i, "{}"), Instant.EPOCH, 0, 0, null));
        }

        assertThat(broken.asked).isEqualTo(1);
        assertThat(sampling.lost()).isEqualTo(5);
        assertThat(sampling.warning()).hasValueSatisfying(sentence -> assertThat(sentence)
                .isEqualTo("samples are not kept: the disk is full. The run goes on without"));
    }

    private static final class BrokenSamples implements Samples {
        private int asked;

        @Override
        public long seed() {
            return 1;
        }

        @Override
        public boolean choose(SampledItem item, int maxPerDay, Instant now) {
            asked++;
            throw new StoreException("the disk is full");
        }

        @Override
        public boolean keep(SampledItem item, SampleText text, SampleNumbers numbers, Instant now) {
            asked++;
            return false;
        }

        @Override
        public List<SampleRow> list(Filter filter, int limit) {
            return List.of();
        }

        @Override
        public List<SampleRow> page(Filter filter, @Nullable String after, int limit) {
            return List.of();
        }

        @Override
        public Optional<SampleRow> find(String id) {
            return Optional.empty();
        }

        @Override
        public void forEach(Filter filter, Consumer<SampleRow> each) {}

        @Override
        public boolean judge(String id, Judgement judgement) {
            return false;
        }

        @Override
        public List<Judgement> judgements(String id) {
            return List.of();
        }

        @Override
        public Tally tally(Filter filter) {
            return Tally.NONE;
        }

        @Override
        public Map<String, Tally> judgedSince(Instant time) {
            return Map.of();
        }

        @Override
        public int erase(String runId, long seq) {
            return 0;
        }

        @Override
        public int eraseBefore(Instant time) {
            return 0;
        }

        @Override
        public void close() {}
    }
}
