package dev.penstock.run;

import dev.penstock.limit.Advice;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.store.AttemptIntent;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A call that was made: by this engine just now, or by an earlier one that did not get to use its reply.
///
/// @param costUsd exact; what was reserved when the usage is unknown
/// @param advice null for a reply taken from the journal
record Called(long attemptId, Request request, AttemptIntent intent, Reply reply, long latencyMs, BigDecimal costUsd,
        @Nullable Advice advice) {}
