package dev.penstock.examples;

import dev.penstock.engine.Outcome;
import dev.penstock.engine.Penstock;
import java.nio.file.Path;
import java.util.Map;

/// One generation, from a project's files.
public final class Embed {
    private Embed() {}

    /// @param args the project, and a ticket
    public static void main(String[] args) throws InterruptedException {
        System.out.println(triage(Path.of(args[0]), args[1]));
    }

    // tag::embed[]
    static String triage(Path project, String ticket) throws InterruptedException {
        try (var penstock = Penstock.open(project)) {
            Outcome outcome = penstock.task("ticket-triage").generate(Map.of("ticket", ticket));
            return switch (outcome) {
                case Outcome.Accepted accepted -> "accepted: " + accepted.as(Triage.class).priority();
                case Outcome.DeadLettered dead -> "for a person: " + dead.deadLetter() + ", " + dead.reason();
            };
        }
    }
    // end::embed[]
}
