package dev.penstock.provider.batch;

import dev.penstock.item.Failure;
import org.jspecify.annotations.Nullable;

/// What an exchange with a batch API came to.
public sealed interface BatchAnswer<T extends @Nullable Object> {
    record Done<T extends @Nullable Object>(T value) implements BatchAnswer<T> {}

    /// @param failure as for a call: a retryable one may be tried again, [Failure.AccountBlocked] halts the endpoint, the
    ///     others will not heal. There is no such batch or file: [Failure.InvalidRequest]. After a [Failure.ConnectionFailed]
    ///     that was sent, [Failure.TimedOut] and [Failure.ServerError] it may have been done all the same
    record Failed<T extends @Nullable Object>(Failure failure) implements BatchAnswer<T> {}
}
