package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.bench.Questions.Question;
import dev.penstock.engine.RunRequest;
import dev.penstock.engine.Verification;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.simulator.AnswerKey;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Real questions through both wire formats: the simulator answers from gold and corrupts a known number of items of each
/// kind. Half of them stay corrupted when asked again, half heal.
final class DetectionBench {
    private static final String RUN = "detect";
    private static final long SEED = 77;
    private static final int ITEMS_PER_KIND = 40;
    private static final int IN_FLIGHT = 64;
    private static final double DETECTION_BAR = 0.99;
    private static final double FALSE_ALARM_BAR = 0.005;

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    DetectionBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// A task and its right answers.
    ///
    /// @param folder of the task
    private record Variant(Path folder, Function<Question, Map<String, Object>> answer) {
        String name() {
            return folder.getFileName().toString();
        }
    }

    /// @param data the folder that holds `banking77`
    /// @return whether every bar is met
    boolean run(Path data) throws IOException, InterruptedException {
        var questions = Questions.load(data);
        var variants = List.of(new Variant(root.resolve("prompts/banking-intent"), Question::intentOnly),
                new Variant(root.resolve("bench/prompts/banking-reason"), Question::withReason));
        out.printf(
                "%,d questions (banking77), %d items of each kind corrupted, half of them heal when asked again; SIMULATED%n",
                questions.all().size(), ITEMS_PER_KIND);
        var met = true;
        for (var variant : variants) {
            for (var wire : Wire.values()) {
                met &= measure(questions, variant, wire);
            }
        }
        out.println(met ? "\nevery bar is met" : "\nA BAR IS MISSED");
        return met;
    }

    private boolean measure(Questions questions, Variant variant, Wire wire) throws IOException, InterruptedException {
        try (var simulator = Simulator.start(scenario(questions.all(), variant), 0);
                var project = BenchProject.create()) {
            project.task(variant.folder(), wire, questions.intents());
            project.endpoint(wire, simulator.baseUri(), IN_FLIGHT);
            project.inputs(questions.all().stream().map(Question::input).toList());
            var from = System.nanoTime();
            try (var engine = project.open().engine("bench")) {
                engine.start(new RunRequest(variant.name(), project.input().toString(), null, RUN, null, null, null),
                        InputStream.nullInputStream()).await();
            }
            var seconds = (System.nanoTime() - from) / 1e9;
            Verification verification;
            try (var records = project.open().records()) {
                verification = records.verify(RUN, simulator.baseUri());
            }
            Tally tally;
            try (var store = SqliteStore.open(project.open().config().store())) {
                tally = Detection.tally(store, RUN, simulator.books(), questions.all(), variant.answer());
            }
            DetectionTable.lines(wire.label() + ", " + variant.name(), tally, verification, seconds)
                    .forEach(out::println);
            return tally.detection() >= DETECTION_BAR && tally.falseAlarmRate() <= FALSE_ALARM_BAR
                    && verification.holds();
        }
    }

    private static Scenario scenario(List<Question> questions, Variant variant) {
        var gold = AnswerKey.of(questions.stream().map(Question::input).toList(),
                questions.stream().map(question -> question.gold(variant.answer())).toList());
        var faults = Arrays.stream(FaultKind.values())
                .filter(kind -> kind.family() == FaultKind.Family.CONTENT)
                .map(kind -> Fault.count(kind, ITEMS_PER_KIND).withHeals(0.5))
                .toList();
        return Scenario.clean().withSeed(SEED).withGold(gold).withFaults(faults);
    }
}
