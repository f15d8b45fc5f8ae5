package dev.penstock.provider;

import dev.penstock.provider.batch.BatchApi;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One way to reach models: an adapter opened for one endpoint. Safe for use by many threads.
public interface Provider extends AutoCloseable {
    /// Sends the request once and blocks until the exchange ends. Never retries, never follows redirects. Everything that
    /// can go wrong on the wire is a value.
    ///
    /// @param callId sent as `X-Client-Request-Id`, so that an attempt can be found in the provider's books
    /// @throws InterruptedException if the calling thread is interrupted; the request may have been sent
    Exchange call(Request request, String callId) throws InterruptedException;

    /// Derives what the exchange means. Pure: the same exchange always gives the same reply.
    Reply read(Request request, Exchange exchange);

    /// Derives what the exchange's headers say about quotas. Pure, like [#read].
    QuotaReading quota(Exchange exchange);

    /// Its batch API; empty when it has none.
    default Optional<BatchApi> batches() {
        return Optional.empty();
    }

    /// Asks the provider how many input tokens a request has, which costs nothing; empty when it cannot count, or does not
    /// answer.
    default OptionalLong countInput(Request request) throws InterruptedException {
        return OptionalLong.empty();
    }

    /// What this provider cannot express of a task's output schema, one sentence each, empty when nothing.
    List<String> lint(OutputFormat format);

    /// Closes connections. Calls in flight may fail.
    @Override
    void close();
}
