package dev.penstock.server.console;

import dev.penstock.engine.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// How often each of several things happened, the most frequent first.
public record Counts(List<Count> counts, long sum) {
    public Counts {
        counts = List.copyOf(counts);
    }

    /// @param share of the sum, as people read it
    public record Count(String name, long times, String share) {}

    static Counts of(Map<String, Long> counts) {
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Counts(counts.entrySet()
                .stream()
                .filter(one -> one.getValue() > 0)
                .sorted(Comparator.comparing(Map.Entry<String, Long>::getValue)
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .map(one -> new Count(one.getKey(), one.getValue(), Figures.roundPercent(one.getValue(), sum)))
                .toList(), sum);
    }
}
