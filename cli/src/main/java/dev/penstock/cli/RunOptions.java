package dev.penstock.cli;

import picocli.CommandLine.Option;

/// How much a command that works on a run says.
final class RunOptions {
    @Option(names = "--json", description = "One JSON object per line on standard output; the last one is the report.")
    boolean json;

    @Option(names = "--quiet", description = "Only errors and the last line.")
    boolean quiet;
}
