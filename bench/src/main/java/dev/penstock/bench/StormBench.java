package dev.penstock.bench;

import dev.penstock.item.Usage;
import dev.penstock.simulator.Books;
import dev.penstock.simulator.Call;
import dev.penstock.simulator.Oracle;
import dev.penstock.simulator.Rules;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The same quota and the same overload, met by the loop everyone writes, by the SDK's own retries and by Penstock, in
/// compressed time over HTTP: provider and client live in a time that runs so many times faster than the clock on the wall.
final class StormBench {
    /// What two cores can serve without being the bottleneck themselves.
    private static final double SPEED = 10;
    private static final int WARM_UP_ITEMS = 300;
    private static final long SEED = 1;
    private static final double MOST_TIME = 1.10;
    private static final double MOST_REQUESTS = 1.03;
    private static final String PLOTTED = "overload";

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    StormBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// How one client came through one scenario.
    ///
    /// @param perItem calls sent by items
    /// @param wasted tokens that were billed and are in no answer that was kept
    /// @param t99 simulated time until 99 % of the kept answers were there, by the oracle's for all; 1 for an oracle
    /// @param whole the same until the last answer
    record Row(String client, long lost, double perItem, long wasted, double t99, double whole, List<Double> answers) {
        boolean reaches() {
            return lost == 0 && t99 <= MOST_TIME && perItem <= MOST_REQUESTS;
        }
    }

    /// @return whether Penstock reached the bars in both scenarios
    boolean run(int items) throws IOException, InterruptedException {
        warmUp();
        var work = StormWork.of(items, SEED);
        out.printf(Locale.ROOT, "%,d items, %d calls in flight, time compressed %.0f times; SIMULATED%n%n", items,
                StormClient.IN_FLIGHT, SPEED);
        out.println(
                "| scenario | client | lost | requests per item | tokens wasted | time of the oracle's, 99 of 100 answers | all |");
        out.println("|---|---|--:|--:|--:|--:|--:|");
        var reached = true;
        for (var name : List.of("clean-quota", PLOTTED)) {
            var scenario = played(name, work);
            var rows = rows(scenario, work);
            reached &= rows.getLast().reaches();
            if (name.equals(PLOTTED)) {
                plot(scenario, rows);
            }
        }
        return reached;
    }

    /// Classes and compiled code for all clients; what is measured is measured after it.
    private void warmUp() throws IOException, InterruptedException {
        var work = StormWork.of(WARM_UP_ITEMS, SEED);
        for (var client : clients()) {
            try (var simulator = Simulator.start(played("clean", work), 0)) {
                client.run(work, simulator.baseUri(), SPEED);
            }
        }
    }

    private static Scenario played(String name, StormWork work) {
        return Scenario.named(name)
                .withRules(Rules.USUAL.withSpeed(SPEED).withClientSpeed(SPEED).withItems(work.inputs().size()))
                .withGold(work.answers());
    }

    private List<StormClient> clients() {
        return List.of(LoopClient.withDecorator(), LoopClient.withSdkRetries(), new PenstockClient(root));
    }

    private List<Row> rows(Scenario scenario, StormWork work) throws IOException, InterruptedException {
        var rows = new ArrayList<Row>();
        for (var client : clients()) {
            try (var simulator = Simulator.start(scenario, 0)) {
                var kept = client.run(work, simulator.baseUri(), SPEED);
                var row = row(client.name(), scenario, work, kept, simulator.books());
                out.printf(Locale.ROOT, "| %s | %s | %,d | %.2f | %,d | %.2f | %.2f |%n", scenario.name(), row.client(),
                        row.lost(), row.perItem(), row.wasted(), row.t99(), row.whole());
                rows.add(row);
            }
        }
        return rows;
    }

    private static Row row(String client, Scenario scenario, StormWork work, Set<String> kept, Books books) {
        var useful = new HashMap<String, Call>();
        for (var call : books.calls()) {
            if (call.delivered() && kept.contains(String.valueOf(call.about().item()))) {
                useful.putIfAbsent(String.valueOf(call.about().item()), call);
            }
        }
        var answers = useful.values().stream().map(call -> call.when().answered()).sorted().toList();
        var oracle = Oracle.leastTime(scenario, work.inputs().size(), needed(work), Double.POSITIVE_INFINITY);
        var items = work.inputs().size();
        return new Row(client, items - (long) kept.size(), books.totals().calls() / (double) items,
                tokens(books.totals().billed()) - tokens(sum(useful)), share(answers, 0.99, oracle),
                share(answers, 1, oracle), answers.stream().map(StormBench::minutes).toList());
    }

    /// What answering every item once takes; an item's prompt is a little longer than its text.
    private static Usage needed(StormWork work) {
        var input = work.inputs().stream().mapToLong(item -> String.valueOf(item.get("text")).length() / 4).sum();
        var output = work.gold().stream().mapToLong(item -> String.valueOf(item.get("summary")).length() / 4).sum();
        return Usage.of(input, output);
    }

    private static Usage sum(Map<String, Call> calls) {
        return calls.values().stream().map(Call::billed).reduce(Usage.NONE, Usage::plus);
    }

    private static long tokens(Usage usage) {
        return usage.input() + usage.output();
    }

    private static double share(List<Duration> answers, double share, Duration oracle) {
        return answers.isEmpty()
                ? 0
                : answers.get((int) Math.ceil(share * answers.size()) - 1).toMillis() / (double) oracle.toMillis();
    }

    private static double minutes(Duration time) {
        return time.toMillis() / 60e3;
    }

    private void plot(Scenario scenario, List<Row> rows) throws IOException {
        var file = root.resolve("docs/storm.svg");
        Files.writeString(file, new StormPlot(scenario, rows).svg());
        out.println();
        out.println("throughput through the overload: " + file.toAbsolutePath().normalize());
    }
}
