package dev.penstock.cli;

import dev.penstock.engine.CompressedTime;
import java.util.Arrays;

/// Starts the command line in a time that passes faster than on the wall, for tests and benches against a simulator that runs as
/// fast: a day of faults in an hour. Not for real providers: their time is ours.
public final class FasterMain {
    private FasterMain() {}

    /// Runs one command and ends the process with its exit code.
    ///
    /// @param args how many times faster, then the command
    public static void main(String[] args) {
        var time = new CompressedTime(Double.parseDouble(args[0]));
        System.exit(Main.run(Surroundings.ofProcess().in(time), Arrays.copyOfRange(args, 1, args.length)));
    }
}
