package dev.penstock.cli;

import dev.penstock.engine.doctor.Doctor;
import dev.penstock.engine.doctor.Machine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `penstock doctor`.
@Command(name = "doctor", sortOptions = false, description = "Finds what is wrong with a set-up: Java, settings, keys, store,"
        + " tasks, prices, endpoints, clock. Works on a broken project, changes nothing, spends nothing.", footer = {"",
                "Exit codes: 0 nothing stops a run, 2 something does."})
final class DoctorCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Option(names = "--local", description = "Ask no endpoint.")
    private boolean local;

    @Option(names = "--spend", description = "Also ask each model for one token, which costs a fraction of a cent.")
    private boolean spend;

    @Option(names = "--send", description = "Also send each webhook of alerts a test message.")
    private boolean send;

    @Option(names = "--json", description = "The result as JSON on one line.")
    private boolean json;

    DoctorCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        var surroundings = root.surroundings();
        var found = Doctor.examine(new Doctor.Visit(root.directory(), Machine.ofProcess(), surroundings.env(),
                surroundings.clock(), !local, spend, send));
        if (json) {
            root.results().json(DoctorScreen.json(found));
        } else {
            root.results()
                    .lines(DoctorScreen.render(found, root.terminal().width(), root.terminal().results()));
        }
        return DoctorScreen.healthy(found) ? ExitCode.ACCEPTED : ExitCode.USAGE;
    }
}
