package dev.penstock.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a scenario with counted faults fit another number of items.
final class Scaling {
    private Scaling() {}

    static Scenario to(int items, Scenario scenario) {
        var factor = (double) items / scenario.rules().items();
        return scenario.withRules(scenario.rules().withItems(items))
                .withQuota(quota(scenario.quota(), factor))
                .withFaults(faults(scenario.faults(), factor));
    }

    /// Rounds the running total, not each count, so that the total is right too.
    private static List<Fault> faults(List<Fault> faults, double factor) {
        var scaled = new ArrayList<Fault>(faults.size());
        var before = 0;
        for (var fault : faults) {
            if (fault.share() instanceof Fault.Share.Count(var count)) {
                var items = Math.round((before + count) * factor) - Math.round(before * factor);
                before += count;
                scaled.add(new Fault(fault.kind(), new Fault.Share.Count((int) items), fault.heals(), fault.options()));
            } else {
                scaled.add(fault);
            }
        }
        return scaled;
    }

    private static @Nullable Quota quota(@Nullable Quota quota, double factor) {
        return quota == null
                ? null
                : new Quota(scaled(quota.requestsPerMinute(), factor), scaled(quota.inputTokensPerMinute(), factor),
                        scaled(quota.outputTokensPerMinute(), factor), quota.burst(), quota.ways());
    }

    private static @Nullable Long scaled(@Nullable Long limit, double factor) {
        return limit == null ? null : Math.max(600, Math.round(limit * factor));
    }
}
