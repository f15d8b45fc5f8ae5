package dev.penstock.provider.batch;

import dev.penstock.item.Failure;

/// What an exchange with a batch API came to.
public sealed interface BatchAnswer<T> {
    record Done<T>(T value) implements BatchAnswer<T> {}

    /// @param failure as for a call: a retryable one may be tried again, [Failure.AccountBlocked] halts the endpoint, the
    ///     others will not heal. There is no such batch or file: [Failure.InvalidRequest]. After a [Failure.ConnectionFailed]
    ///     that was sent, [Failure.TimedOut] and [Failure.ServerError] it may have been done all the same
    record Failed<T>(Failure failure) implements BatchAnswer<T> {}
}
