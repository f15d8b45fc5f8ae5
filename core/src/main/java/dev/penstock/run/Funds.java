package dev.penstock.run;

import dev.penstock.ledger.Budget;
import dev.penstock.ledger.DayBudget;
import java.math.BigDecimal;
import java.time.Instant;

/// The money for one call: from its run's budget, and from its endpoint's day. Closing it gives back what was not used up.
record Funds(Budget.Reservation run, DayBudget.Reserved day) implements AutoCloseable {
    /// Whether a call sent at this time is paid for from it.
    boolean cover(Instant time) {
        return day.covers(time);
    }

    /// The call may leave now, and be billed whatever becomes of its reply.
    void sent() {
        run.sent();
        if (day.money() != null) {
            day.money().sent();
        }
    }

    void settle(BigDecimal actual) {
        run.settle(actual);
        if (day.money() != null) {
            day.money().settle(actual);
        }
    }

    @Override
    public void close() {
        run.close();
        if (day.money() != null) {
            day.money().close();
        }
    }
}
