package dev.penstock.simulator;

import dev.penstock.settings.Section;
import java.util.List;
import java.util.Optional;

/// Reads how the batch APIs behave from a scenario.
final class BatchSection {
    private BatchSection() {}

    static BatchRules read(Section batch) {
        var usual = BatchRules.USUAL;
        var time = batch.section("time");
        var p50 = time.duration("p50").orElse(usual.time().p50());
        var p99 = time.duration("p99").orElse(p50);
        var latency = ScenarioFile.checked(time, "p99", () -> new Latency(p50, p99)).orElse(usual.time());
        var expiresAfter = batch.duration("expires-after").orElse(usual.expiresAfter());
        var faults = batch.sectionList("faults").stream().map(BatchSection::fault).flatMap(Optional::stream).toList();
        return new BatchRules(latency, expiresAfter, List.copyOf(faults));
    }

    private static Optional<BatchFault> fault(Section section) {
        var allowed = BatchFault.Kind.labels();
        var kind = section.choice("kind", allowed.toArray(String[]::new)).flatMap(BatchFault.Kind::of);
        if (!section.has("kind")) {
            section.problem("kind", "is missing", "allowed: " + String.join(", ", allowed));
        }
        var usual = BatchFault.of(kind.orElse(BatchFault.Kind.SLOW));
        var rate = ScenarioFile.share(section, "rate").orElse(usual.rate());
        var from = section.integer("from-batch", 1, Integer.MAX_VALUE).orElse(usual.fromBatch());
        var to = section.integer("to-batch", 1, Integer.MAX_VALUE).orElse(usual.toBatch());
        var share = ScenarioFile.share(section, "share").orElse(usual.share());
        var delay = section.duration("delay").orElse(usual.delay());
        var times = section.integer("times", 1, Integer.MAX_VALUE).orElse(usual.times());
        var status = section.integer("status", 400, 599).orElse(usual.status());
        return kind.flatMap(known -> ScenarioFile.checked(section, "to-batch",
                () -> new BatchFault(known, rate, from, to, share, delay, times, status)));
    }
}
