package dev.penstock.limit;

/// The time of somebody who knows everything: full buckets at the start, refill times our share, nothing served during an
/// outage. No client can be faster.
final class StormOracle {
    private StormOracle() {}

    static double seconds(StormScenario scenario, StormItems items) {
        return scenario.quota ? fluid(scenario, items) : slots(scenario, items);
    }

    /// Without bank and outages.
    static double sustained(StormScenario scenario, StormItems items) {
        if (!scenario.quota) {
            return slots(scenario, items);
        }
        return 60 * Math.max(items.count / scenario.requestsPerMinute,
                Math.max(items.inputTokens() / scenario.inputPerMinute,
                        items.outputTokens() / scenario.outputPerMinute));
    }

    private static double slots(StormScenario scenario, StormItems items) {
        double busy = 0;
        for (double slowness : items.slowness) {
            busy += Math.exp(Math.log(4) + 0.866 * slowness);
        }
        return busy / scenario.slots;
    }

    private static double fluid(StormScenario scenario, StormItems items) {
        double[] need = {items.count, items.inputTokens(), items.outputTokens()};
        double[] perSecond = {scenario.requestsPerMinute / 60, scenario.inputPerMinute / 60,
                scenario.outputPerMinute / 60};
        double[] interactive = {scenario.interactivePerSecond, 1_620 * scenario.interactivePerSecond,
                240 * scenario.interactivePerSecond};
        double[] level = new double[need.length];
        for (int d = 0; d < need.length; d++) {
            level[d] = perSecond[d] * scenario.burstSeconds;
        }
        double served = 0;
        double time = 0;
        for (; served < 1 && time < 1e5; time++) {
            double up = scenario.overload(time) > 0 ? 0 : 1 - scenario.brownout(time);
            double possible = 1 - served;
            for (int d = 0; d < need.length; d++) {
                level[d] = Math.min(perSecond[d] * scenario.burstSeconds, level[d]
                        + Math.max(0, perSecond[d] * scenario.share(time) - interactive[d] * up));
                possible = Math.min(possible, level[d] / need[d]);
            }
            if (up > 0) {
                for (int d = 0; d < need.length; d++) {
                    level[d] -= possible * need[d];
                }
                served += possible;
            }
        }
        return time;
    }
}
