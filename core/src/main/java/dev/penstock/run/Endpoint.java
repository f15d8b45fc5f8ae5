package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.ledger.HourMeter;
import dev.penstock.limit.HaltedException;
import dev.penstock.limit.Limiter;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import java.time.Duration;

/// Where calls go: one model of an open provider with its limiter, shared by every run that uses it.
///
/// @param account of the whole endpoint, whatever the model
/// @param meter of the whole endpoint: the hours of one server are split among all its calls
public record Endpoint(Account account, String model, Provider provider, Limiter limiter, HourMeter meter) {
    /// What came back, and the share of the server's time it took.
    record Metered(Exchange exchange, Duration time) {}

    /// Its key in `penstock.yaml`.
    public String name() {
        return account.name();
    }

    /// Calls the provider and blocks until the exchange ends.
    ///
    /// @throws InterruptedException if the calling thread is interrupted; the request may have been sent
    Metered call(Request request, String callId) throws InterruptedException {
        try (var use = meter.begin()) {
            var exchange = provider.call(request, callId);
            return new Metered(exchange, use.end());
        }
    }

    /// Halts whatever a reply says is blocked.
    void heed(Reply reply) {
        if (reply instanceof Reply.Failed(Failure.AccountBlocked blocked, _, _, _)) {
            account.block(model, blocked);
        }
    }

    /// Whether nothing can be called here until a person acts.
    boolean halted() {
        return limiter.state().halted();
    }

    /// The sentence that tells the operator what to do.
    ///
    /// @param task that asks for the model
    String remedy(HaltedException halted, String task) {
        return account.blocked(model)
                .map(blocked -> Remedy.of(blocked, account, model, task))
                .orElseGet(() -> Remedy.of(halted.why(), account));
    }
}
