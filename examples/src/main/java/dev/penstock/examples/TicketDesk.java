package dev.penstock.examples;

import dev.penstock.engine.Outcome;
import dev.penstock.engine.Penstock;
import java.util.Map;

// tag::desk[]
/// Code of a product that calls a model: urgent tickets wake somebody, and so does one that no model could judge.
final class TicketDesk {
    private final Penstock penstock;

    TicketDesk(Penstock penstock) {
        this.penstock = penstock;
    }

    boolean wakesSomebody(String ticketId, String ticket) throws InterruptedException {
        return switch (penstock.task("triage").generate(ticketId, Map.of("ticket", ticket))) {
            case Outcome.Accepted accepted -> accepted.as(Triage.class).priority() == Triage.Priority.p1;
            case Outcome.DeadLettered _ -> true;
        };
    }
}
// end::desk[]
