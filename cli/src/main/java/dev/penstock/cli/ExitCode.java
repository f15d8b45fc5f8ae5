package dev.penstock.cli;

import tools.jackson.databind.JsonNode;

/// Exit codes: a contract (design 5.3).
final class ExitCode {
    static final int ACCEPTED = 0;
    static final int INTERNAL = 1;
    static final int USAGE = 2;
    static final int DEAD_LETTERS = 3;
    static final int HALTED = 4;

    private ExitCode() {}

    /// What a run with this report ends with, when no signal came.
    static int of(JsonNode report) {
        var items = report.path("items");
        return switch (report.path("status").asString("")) {
            case "complete" ->
                items.path("accepted").asLong(0) == items.path("total").asLong(0) ? ACCEPTED : DEAD_LETTERS;
            case "interrupted" -> SignalTrap.INTERRUPTED;
            default -> HALTED;
        };
    }
}
