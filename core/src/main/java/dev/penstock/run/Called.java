package dev.penstock.run;

import dev.penstock.limit.Advice;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.store.AttemptIntent;
import org.jspecify.annotations.Nullable;

/// A call that was made: by this engine just now, or by an earlier one that did not get to use its reply.
///
/// @param advice null for a reply taken from the journal
record Called(long attemptId, Request request, AttemptIntent intent, Reply reply, long latencyMs,
        @Nullable Advice advice) {}
