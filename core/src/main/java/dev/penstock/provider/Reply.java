package dev.penstock.provider;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an [Exchange] means.
public sealed interface Reply {
    /// Tokens the provider says it billed; null when it may have billed and did not say (lost or malformed reply), and
    /// [Usage#NONE] when it certainly billed nothing.
    @Nullable
    Usage usage();

    /// The provider's stop or finish reason as received; null when there is none.
    @Nullable
    String stopReason();

    /// The provider's id of the request, for its support; null when it sent none.
    @Nullable
    String requestId();

    /// A reply that ended by itself and may now be checked.
    ///
    /// @param flags what its reader did to get at the text, without losing anything: `lossless:empty-arguments`
    record Completed(String text, String stopReason, @Nullable Usage usage, @Nullable String requestId,
            List<String> flags) implements Reply {
        public Completed {
            flags = List.copyOf(flags);
        }

        public Completed(String text, String stopReason, @Nullable Usage usage, @Nullable String requestId) {
            this(text, stopReason, usage, requestId, List.of());
        }
    }

    /// No reply to check. A refusal and a truncation arrive here too, with the usage that was billed for them.
    record Failed(Failure failure, @Nullable String stopReason, @Nullable Usage usage,
            @Nullable String requestId) implements Reply {}
}
