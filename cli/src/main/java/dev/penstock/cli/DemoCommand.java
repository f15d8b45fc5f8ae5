package dev.penstock.cli;

import dev.penstock.cli.demo.Demo;
import dev.penstock.engine.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `penstock demo`.
@Command(name = "demo", sortOptions = false, description = "Replays a bad night with the built-in simulator: no key, no cost.", footer = {
        "",
        "Exit codes: 0, or 1 if something the demo claims did not hold; 130 when interrupted, and nothing is left behind.",
        "", "Example:  penstock demo --keep"})
final class DemoCommand implements Callable<Integer> {
    private static final String KEPT = "penstock-demo";
    private static final int FEWEST = 100;
    private static final int MOST = 100_000;

    private final PenstockCommand root;

    @Option(names = "--items", paramLabel = "N", defaultValue = "10000", description = "How many support tickets (default: 10000).")
    private int items;

    @Option(names = "--keep", description = "Leave the project in ./" + KEPT + " to look around in.")
    private boolean keep;

    DemoCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (items < FEWEST || items > MOST) {
            throw new CannotStartException("--items must be from " + FEWEST + " to " + MOST + ", was " + items, "");
        }
        var demo = new Demo(new DemoStage(root), folder(), keep, root.surroundings().clock(), System::nanoTime);
        // A signal ends the process with 130 or 143 by itself; only the folder has to go.
        var cleanUp = new Thread(() -> abandon(demo), "demo-clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            return demo.play(items) ? ExitCode.ACCEPTED : ExitCode.INTERNAL;
        } finally {
            if (demo.abandoned()) {
                Thread.sleep(Long.MAX_VALUE); // the process ends around us; say nothing about what fails because of it
            }
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
    }

    private Path folder() throws IOException {
        if (!keep) {
            return Files.createTempDirectory("penstock-demo-");
        }
        var kept = root.path(Path.of(KEPT));
        if (Files.exists(kept)) {
            throw new CannotStartException("./" + KEPT + " exists already",
                    "look around in it: penstock --project " + KEPT + " runs; or remove it and run the demo again");
        }
        return kept;
    }

    private static void abandon(Demo demo) {
        try {
            demo.abandon();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
