package dev.penstock.limit;

import java.util.ArrayList;
import java.util.List;

/// What a storm came to, and how long somebody who knows everything would have taken.
record StormOutcome(StormScenario scenario, double seconds, double oracle, double t99, int items, int done, int lost,
        double sentPerItem, int rejected, double waste, double interactiveWaitP95, int interactive,
        int interactiveFailed, List<Double> recovery, StormServer server, StormClient client) {
    static StormOutcome of(StormScenario scenario, int count, long seed) {
        return of(scenario, count, seed, (_, _) -> {});
    }

    /// Something to look at while it runs.
    interface Watch {
        void at(VirtualTime time, StormClient client);
    }

    static StormOutcome of(StormScenario scenario, int count, long seed, Watch watch) {
        var time = new VirtualTime();
        var server = new StormServer(time, scenario, seed);
        var items = new StormItems(count, scenario.maxOutputTokens, seed);
        var client = new StormClient(time, server, items, scenario.limits(), seed);
        client.afterEvent = () -> watch.at(time, client);
        if (scenario.interactivePerSecond > 0) {
            client.callers(scenario.interactivePerSecond);
        }
        time.at(0, client::pump);
        time.run(200_000);
        return of(scenario, time.seconds(), server, client);
    }

    private static StormOutcome of(StormScenario scenario, double seconds, StormServer server, StormClient client) {
        var items = client.items;
        double oracle = StormOracle.seconds(scenario, items);
        var done = client.done;
        double t99 = done.size() < items.count / 2 ? Double.NaN : done.get((int) (done.size() * 0.99)) / oracle;
        double waste = Math.max(0,
                server.billedOutput - client.usefulOutput - client.interactiveOutput - server.billedByFaults)
                / Math.max(1.0, (double) client.usefulOutput);
        var waits = client.interactiveWaits.stream().sorted().toList();
        return new StormOutcome(scenario, seconds, oracle, t99, items.count, done.size(), client.lost,
                (double) client.sent / items.count, server.rejected, waste,
                waits.isEmpty() ? 0 : waits.get((int) (waits.size() * 0.95)), waits.size(),
                (int) waits.stream().filter(wait -> wait.isInfinite()).count(),
                recovery(scenario, seconds, client), server, client);
    }

    /// Seconds from the end of each overload until ten seconds with 80 % of what the quota allows.
    private static List<Double> recovery(StormScenario scenario, double seconds, StormClient client) {
        var recovery = new ArrayList<Double>();
        for (var overload : scenario.overloads) {
            double enough = 0.8 * scenario.share(overload.to()) * client.items.count
                    / StormOracle.sustained(scenario, client.items) * 10;
            for (double from = overload.to(); from < seconds; from++) {
                double start = from;
                if (client.done.stream().filter(at -> at > start && at <= start + 10).count() >= enough) {
                    recovery.add(from + 10 - overload.to());
                    break;
                }
            }
        }
        return recovery;
    }

    /// Requests per item beyond one and beyond those that faults make necessary.
    double extraRequests() {
        return sentPerItem - 1 - 0.0085 * scenario.noise;
    }

    @Override
    public String toString() {
        return "%s: T %.3f t99 %.3f lost %d sent %.4f rejected %d waste %.4f interactive p95 %.1f (%d of %d failed) recovery %s"
                .formatted(scenario, seconds / oracle, t99, lost, sentPerItem, rejected, waste, interactiveWaitP95,
                        interactiveFailed, interactive, recovery);
    }
}
