package dev.penstock.run;

import dev.penstock.ledger.HourMeter;
import dev.penstock.limit.Limiter;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Request;
import java.time.Duration;

/// Where a run's calls go: an open provider with its limiter and its meter, shared by every run that uses it.
///
/// @param meter of the whole endpoint, whatever the model: the hours of one server are split among all its calls
public record Endpoint(String name, Provider provider, Limiter limiter, HourMeter meter) {
    /// What came back, and the share of the server's time it took.
    record Metered(Exchange exchange, Duration time) {}

    /// Calls the provider and blocks until the exchange ends.
    ///
    /// @throws InterruptedException if the calling thread is interrupted; the request may have been sent
    Metered call(Request request, String callId) throws InterruptedException {
        try (var use = meter.begin()) {
            var exchange = provider.call(request, callId);
            return new Metered(exchange, use.end());
        }
    }
}
