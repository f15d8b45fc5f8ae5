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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Real records through both wire formats: the simulator answers from gold and corrupts a known number of items of each
/// kind. Half of them stay corrupted when asked again, half heal.
final class DetectionBench {
    private static final String RUN = "detect";
    private static final long SEED = 77;
    private static final int ITEMS_PER_KIND = 40;
    private static final int IN_FLIGHT = 64;
    private static final double DETECTION_BAR = 0.99;
    private static final double FALSE_ALARM_BAR = 0.005;
    /// Slips in values that are copied; a label or a sentence of the model's own has none.
    private static final Set<FaultKind> IN_COPIES = EnumSet.of(FaultKind.SWAPPED_FIELD, FaultKind.DIGIT_CHANGED,
            FaultKind.DIGITS_SWAPPED);

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    DetectionBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// A task, its records and its right answers.
    ///
    /// @param folder of the task
    /// @param intents what stands for `"INTENTS"` in its schema
    /// @param passes the kinds of corruption by run: so few records take only some at a time
    private record Variant(Path folder, List<Example> examples, String intents, List<List<FaultKind>> passes) {
        String name() {
            return folder.getFileName().toString();
        }
    }

    /// @param data the folder that holds `banking77` and `receipts`; of what it does not hold nothing is measured
    /// @return whether every bar is met
    boolean run(Path data) throws IOException, InterruptedException {
        var variants = variants(data);
        out.printf("%d items of each kind corrupted, half of them heal when asked again; SIMULATED%n", ITEMS_PER_KIND);
        var met = true;
        for (var variant : variants) {
            for (var wire : Wire.values()) {
                met &= measure(variant, wire);
            }
        }
        if (Receipts.areIn(data)) {
            new FieldByField(Receipts.load(data)).lines().forEach(out::println);
        }
        out.println(met ? "\nevery bar is met" : "\nA BAR IS MISSED");
        return met;
    }

    private List<Variant> variants(Path data) throws IOException {
        var variants = new ArrayList<Variant>();
        if (Questions.areIn(data)) {
            var questions = Questions.load(data);
            out.printf("banking77: %,d questions%n", questions.all().size());
            var kinds = List.of(kinds().stream().filter(kind -> !IN_COPIES.contains(kind)).toList());
            variants.add(new Variant(root.resolve("prompts/banking-intent"),
                    questions.all().stream().map(question -> question.example(Question::intentOnly)).toList(),
                    questions.intents(), kinds));
            variants.add(new Variant(root.resolve("bench/prompts/banking-reason"),
                    questions.all().stream().map(question -> question.example(Question::withReason)).toList(),
                    questions.intents(), kinds));
        } else {
            skipped("banking77", data);
        }
        if (Receipts.areIn(data)) {
            var receipts = Receipts.load(data);
            out.printf("receipts: %,d receipts%n", receipts.size());
            variants.add(new Variant(root.resolve("prompts/receipt-fields"), receipts, "",
                    inPasses(kinds(), receipts.size() / ITEMS_PER_KIND)));
        } else {
            skipped("receipts", data);
        }
        if (variants.isEmpty()) {
            throw new BenchException("nothing to measure in " + data.toAbsolutePath().normalize()
                    + "; name the folder that holds banking77 or receipts with --data DIR");
        }
        return variants;
    }

    private void skipped(String name, Path data) {
        out.printf("%s: skipped, there is no %s in %s (--data DIR names another folder)%n", name, name,
                data.toAbsolutePath().normalize());
    }

    private static List<FaultKind> kinds() {
        return Arrays.stream(FaultKind.values()).filter(kind -> kind.family() == FaultKind.Family.CONTENT).toList();
    }

    private static List<List<FaultKind>> inPasses(List<FaultKind> kinds, int atATime) {
        var passes = new ArrayList<List<FaultKind>>();
        for (var from = 0; from < kinds.size(); from += atATime) {
            passes.add(kinds.subList(from, Math.min(kinds.size(), from + atATime)));
        }
        return passes;
    }

    private boolean measure(Variant variant, Wire wire) throws IOException, InterruptedException {
        var tally = new Tally();
        var verifications = new ArrayList<Verification>();
        var from = System.nanoTime();
        for (var kinds : variant.passes()) {
            verifications.add(pass(variant, wire, kinds, tally));
        }
        var seconds = (System.nanoTime() - from) / 1e9;
        DetectionTable.lines(wire.label() + ", " + variant.name(), tally, verifications, seconds)
                .forEach(out::println);
        return tally.detection(false) >= DETECTION_BAR && tally.falseAlarmRate() <= FALSE_ALARM_BAR
                && verifications.stream().allMatch(Verification::holds);
    }

    private Verification pass(Variant variant, Wire wire, List<FaultKind> kinds, Tally tally)
            throws IOException, InterruptedException {
        try (var simulator = Simulator.start(scenario(variant.examples(), kinds), 0);
                var project = BenchProject.create()) {
            project.task(variant.folder(), wire, variant.intents());
            project.endpoint(wire, simulator.baseUri(), IN_FLIGHT);
            project.inputs(variant.examples().stream().map(Example::input).toList());
            try (var engine = project.open().engine("bench")) {
                engine.start(new RunRequest(variant.name(), project.input().toString(), null, RUN, null, null, null),
                        InputStream.nullInputStream()).await();
            }
            try (var store = SqliteStore.open(project.open().config().store())) {
                Detection.count(tally, store, RUN, simulator.books(), variant.examples());
            }
            try (var records = project.open().records()) {
                return records.verify(RUN, simulator.baseUri());
            }
        }
    }

    private static Scenario scenario(List<Example> examples, List<FaultKind> kinds) {
        var gold = AnswerKey.of(examples.stream().map(Example::input).toList(),
                examples.stream().map(Example::gold).toList());
        var faults = kinds.stream().map(kind -> Fault.count(kind, ITEMS_PER_KIND).withHeals(0.5)).toList();
        return Scenario.clean().withSeed(SEED).withGold(gold).withFaults(faults);
    }
}
