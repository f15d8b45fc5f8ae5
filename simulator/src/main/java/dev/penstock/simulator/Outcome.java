package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a call ends, before it is booked and sent.
///
/// @param status 0 when none is sent
/// @param injected label for the books, null for an honest answer
/// @param delay how much later than usual the reply is, in simulated time
record Outcome(Transmission how, int status, @Nullable String injected, Usage billed, boolean delivered,
        Duration delay) {
    /// A reply that bills nothing.
    static Outcome free(HttpReply reply, @Nullable String injected) {
        return new Outcome(new Transmission.Whole(reply), reply.status(), injected, Usage.NONE, false, Duration.ZERO);
    }

    /// A whole reply with usage.
    static Outcome good(HttpReply reply, @Nullable String injected, Usage billed) {
        return new Outcome(new Transmission.Whole(reply), reply.status(), injected, billed, true, Duration.ZERO);
    }

    /// A reply that cannot be used, billed or not.
    static Outcome lost(Transmission how, int status, String injected, Usage billed) {
        return new Outcome(how, status, injected, billed, false, Duration.ZERO);
    }

    Outcome later(Duration more) {
        return new Outcome(how, status, injected, billed, delivered, more);
    }
}
