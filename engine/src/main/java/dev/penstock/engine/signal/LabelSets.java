package dev.penstock.engine.signal;

import io.opentelemetry.api.common.Attributes;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The label sets of one metric that were used so far. Beyond [#MOST] of them everything new is counted under `other`, so that no
/// setting, however it comes about, fills the memory here or of whoever scrapes. Safe for use by many threads.
final class LabelSets {
    static final int MOST = 2_000;
    private static final int LONGEST = 120;

    private final List<String> labels;
    private final Attributes other;
    private final Consumer<String> full;
    private final String name;
    private final ConcurrentMap<List<String>, Attributes> known = new ConcurrentHashMap<>();
    private boolean told;

    /// @param full told once, with the metric's name, when there are too many
    LabelSets(Metric metric, Consumer<String> full) {
        this.labels = metric.labels();
        this.other = attributes(labels.stream().map(_ -> Names.OTHER).toList());
        this.full = full;
        this.name = metric.scraped();
    }

    /// @param values one for each label of the metric, in their order; an empty one leaves its label out
    Attributes of(String... values) {
        var set = List.of(values);
        var seen = known.get(set);
        return seen == null ? added(set) : seen;
    }

    private synchronized Attributes added(List<String> values) {
        if (known.size() < MOST) {
            return known.computeIfAbsent(values, this::attributes);
        }
        if (!known.containsKey(values) && !told) {
            told = true;
            full.accept(name);
        }
        return known.getOrDefault(values, other);
    }

    private Attributes attributes(List<String> values) {
        if (values.size() != labels.size()) {
            throw new IllegalArgumentException(name + " has the labels " + labels + ", was given " + values.size());
        }
        var attributes = Attributes.builder();
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isEmpty()) {
                attributes.put(labels.get(i), clean(values.get(i)));
            }
        }
        return attributes.build();
    }

    /// People and settings wrote some of them.
    private static String clean(String value) {
        return value.codePoints()
                .limit(LONGEST)
                .mapToObj(point -> Character.isISOControl(point) ? " " : Character.toString(point))
                .collect(Collectors.joining());
    }
}
