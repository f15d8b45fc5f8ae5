package dev.penstock.cli.demo;

import dev.penstock.cli.demo.Stage.Tone;
import dev.penstock.engine.Engine;
import dev.penstock.engine.Project;
import dev.penstock.engine.RunHandle;
import dev.penstock.engine.RunRequest;
import dev.penstock.simulator.AnswerKey;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Replays a bad night: the same tickets and the same simulated provider, first through the loop everyone writes, then
/// through Penstock. Every number it prints is counted, none is known beforehand.
public final class Demo {
    private static final long SEED = 847;
    private static final String RUN_ID = "bad-night";
    private static final int STEPS = 4;
    private static final int BAR = 30;
    /// The scenario's quota is scaled to the number of tickets; so is the loop.
    private static final int FULL_NIGHT = 10_000;

    private final Stage stage;
    private final DemoFiles files;
    private final boolean keep;
    private final Clock clock;
    private final LongSupplier nanos;
    private final UnaryOperator<Scenario> change;
    private volatile boolean abandoned;
    private volatile @Nullable RunHandle running;

    /// @param folder an empty or missing folder
    /// @param keep whether the folder stays
    /// @param nanos a monotonic clock
    public Demo(Stage stage, Path folder, boolean keep, Clock clock, LongSupplier nanos) {
        this(stage, folder, keep, clock, nanos, UnaryOperator.identity());
    }

    /// @param change made to the night before it is played
    Demo(Stage stage, Path folder, boolean keep, Clock clock, LongSupplier nanos, UnaryOperator<Scenario> change) {
        this.stage = stage;
        this.files = new DemoFiles(folder);
        this.keep = keep;
        this.clock = clock;
        this.nanos = nanos;
        this.change = change;
    }

    /// Plays the whole night with so many tickets. Blocks for well under a minute and a half with 10,000.
    ///
    /// @return whether everything that the demo claims held
    public boolean play(int items) throws IOException, InterruptedException {
        var done = false;
        try {
            var held = night(items);
            done = true;
            return held;
        } finally {
            if (!keep || !done) {
                files.delete();
            }
        }
    }

    /// Stops where it is and removes the folder; for a process that is told to end. [#play] does not return afterwards
    /// with anything that matters.
    public void abandon() throws IOException {
        abandoned = true;
        stage.progressEnded();
        var run = running;
        if (run != null) {
            run.stop("the demo was interrupted");
        }
        files.delete();
    }

    /// Whether [#abandon] was called, so that whatever fails now does so because of it.
    public boolean abandoned() {
        return abandoned;
    }

    private boolean night(int items) throws IOException, InterruptedException {
        title(items);
        var from = nanos.getAsLong();
        var tickets = TicketWriter.write(items, SEED);
        var scenario = change.apply(Scenario.badNight(items))
                .withGold(AnswerKey.of(tickets.stream().map(Ticket::input).toList(),
                        tickets.stream().map(Ticket::gold).toList()));
        files.write(tickets);
        step(1, "A simulated provider, and " + NightScreen.count(items) + " tickets for it", from);
        naive(tickets, scenario);
        return penstock(tickets, scenario);
    }

    private void title(int items) {
        stage.line(stage.paint(Tone.STRONG, "penstock demo") + "   no key, no cost: everything below is "
                + stage.paint(Tone.WARNING, "SIMULATED"));
        stage.line("");
        stage.line("  A bad night: " + NightScreen.count(items)
                + " support tickets, and a model behind rate limits and an overload that cuts");
        stage.line("  answers off, declines, fills in \"N/A\", answers in Spanish, and wraps its JSON in prose.");
        stage.line("");
    }

    private void naive(List<Ticket> tickets, Scenario scenario) throws InterruptedException {
        var from = nanos.getAsLong();
        var atOnce = Math.clamp((long) tickets.size() * NaiveLoop.MOST_AT_ONCE / FULL_NIGHT, 4, NaiveLoop.MOST_AT_ONCE);
        try (var simulator = Simulator.start(scenario, 0)) {
            var loop = new NaiveLoop(simulator.baseUri(), atOnce, NaiveLoop.SLEEP);
            NaiveLoop.Result result;
            try (var _ = Ticker.show(stage,
                    () -> progress("the loop everyone writes", loop.finished(), tickets.size()))) {
                result = loop.run(tickets);
            }
            step(2, "The loop everyone writes: " + atOnce + " at a time, on any error sleep and try again", from);
            var truth = Truth.of(tickets, result, simulator.books(), NightPrices.on(LocalDate.now(clock)));
            new NightScreen(stage).naive(truth, tickets.size()).forEach(stage::line);
            stage.line("");
        }
    }

    private boolean penstock(List<Ticket> tickets, Scenario scenario) throws IOException, InterruptedException {
        var from = nanos.getAsLong();
        try (var simulator = Simulator.start(scenario, 0)) {
            files.pointAt(simulator.baseUri());
            var project = Project.open(files.folder(), _ -> null);
            RunHandle.Finished finished;
            Path output;
            try (var engine = project.engine("penstock demo")) {
                var run = start(engine);
                output = run.outputDir();
                try (var _ = Ticker.show(stage,
                        () -> progress("through Penstock", run.progress().finished(), tickets.size()))) {
                    finished = run.await();
                }
            }
            step(3, "The same night through Penstock: every reply checked, every call on record", from);
            try (var records = project.records()) {
                var naming = Naming.of(tickets, output, simulator.books());
                var audit = records.verify(RUN_ID, simulator.baseUri());
                var screen = new NightScreen(stage);
                screen.named(naming).forEach(stage::line);
                screen.proof(naming, audit).forEach(stage::line);
                stage.line("");
                finale(finished, new Examples(stage, records));
                files.pointAtMorning();
                return NightScreen.holds(naming, audit);
            }
        }
    }

    private RunHandle start(Engine engine) {
        var request = new RunRequest(DemoFiles.TASK, files.tickets().toString(), null, RUN_ID, null, null, null);
        var run = engine.start(request, InputStream.nullInputStream());
        running = run;
        return run;
    }

    private void finale(RunHandle.Finished finished, Examples examples) {
        stage.line(head(4, "What waits in the morning: the report, and one dead letter of each kind"));
        stage.report(finished.report()).forEach(stage::line);
        stage.line("");
        var shown = examples.of(finished.report());
        shown.shown().forEach(stage::line);
        stage.line("");
        if (keep) {
            var command = "penstock --project " + files.folder().getFileName();
            stage.line("  Next: " + stage.paint(Tone.STRONG, command + " dead-letters show " + shown.telling()));
            stage.line("        " + command + " retry " + RUN_ID + "      the simulated provider is well again");
        } else {
            stage.line("  Next: " + stage.paint(Tone.STRONG, "penstock demo --keep")
                    + "   the same, and leaves the project in ./penstock-demo for you to look around");
        }
    }

    private String progress(String what, long finished, int items) {
        var words = String.format(Locale.ROOT, "%,d of %,d  %s  SIMULATED", finished, items, what);
        var full = (int) (finished * BAR / Math.max(1, items));
        return "       " + (stage.live() ? "█".repeat(full) + "·".repeat(BAR - full) + "  " : "") + words;
    }

    private void step(int number, String title, long fromNanos) {
        var seconds = String.format(Locale.ROOT, "%.1fs", (nanos.getAsLong() - fromNanos) / 1e9);
        var left = head(number, title);
        var plain = "  " + number + "/" + STEPS + "  " + title;
        stage.line(left + " ".repeat(Math.max(2, stage.width() - plain.length() - seconds.length())) + seconds);
    }

    private String head(int number, String title) {
        return "  " + number + "/" + STEPS + "  " + stage.paint(Tone.STRONG, title);
    }
}
