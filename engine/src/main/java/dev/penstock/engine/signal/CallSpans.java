package dev.penstock.engine.signal;

import dev.penstock.run.Recorder.Booked;
import dev.penstock.store.RunRow;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;

/// One span for each attempt, made when it is booked: then its purpose is known, and what the checks said. It carries names, ids
/// and numbers; nothing of a prompt or a reply.
final class CallSpans {
    private static final AttributeKey<List<String>> FINISH_REASONS = AttributeKey.stringArrayKey(Names.FINISH_REASONS);

    private final RunRow run;
    private final Tracer tracer;

    CallSpans(RunRow run, Tracer tracer) {
        this.run = run;
        this.tracer = tracer;
    }

    /// @param item whose call it was
    void make(Booked attempt, Peer peer, Context item) {
        var intent = attempt.intent();
        var span = tracer.spanBuilder(Names.CHAT + " " + intent.model())
                .setParent(item)
                .setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(intent.sentAt())
                .setAttribute(Names.OPERATION, Names.CHAT)
                .setAttribute(Names.PROVIDER, peer.provider())
                .setAttribute(Names.REQUEST_MODEL, intent.model())
                .setAttribute(Names.REQUEST_MAX_TOKENS, intent.maxOutputTokens())
                .setAttribute(Names.SPAN_TASK, run.task())
                .setAttribute(Names.SPAN_RUN, run.id())
                .setAttribute(Names.SPAN_ITEM, intent.seq())
                .setAttribute(Names.SPAN_ATTEMPT, intent.n())
                .setAttribute(Names.SPAN_ENDPOINT, intent.endpoint())
                .setAttribute(Names.SPAN_MODE, RunRecorder.mode(intent))
                .setAttribute(Names.SPAN_PROMPT_VERSION, intent.promptVersion())
                .startSpan();
        if (span.isRecording()) {
            where(span, peer);
            outcome(span, attempt);
        }
        span.end(intent.sentAt().plus(attempt.latency()));
    }

    private static void where(Span span, Peer peer) {
        var address = peer.address();
        if (address != null && address.getHost() != null) {
            span.setAttribute(Names.SERVER_ADDRESS, address.getHost());
            if (address.getPort() >= 0) {
                span.setAttribute(Names.SERVER_PORT, address.getPort());
            }
        }
    }

    private static void outcome(Span span, Booked attempt) {
        var conclusion = attempt.conclusion();
        span.setAttribute(Names.SPAN_PURPOSE, conclusion.purpose().label());
        span.setAttribute(Names.SPAN_COST, conclusion.costUsd().doubleValue());
        var usage = conclusion.usage();
        if (usage != null) {
            span.setAttribute(Names.INPUT_TOKENS, usage.input());
            span.setAttribute(Names.OUTPUT_TOKENS, usage.output());
            span.setAttribute(Names.CACHE_READ_TOKENS, usage.cacheRead());
            span.setAttribute(Names.CACHE_WRITE_TOKENS, usage.cacheWrite());
        }
        if (conclusion.stopReason() != null) {
            span.setAttribute(FINISH_REASONS, List.of(StopReasons.word(conclusion.stopReason())));
        }
        var failure = conclusion.failure();
        if (failure != null) {
            span.setAttribute(Names.ERROR_TYPE, failure.reason());
            span.setStatus(StatusCode.ERROR);
        }
    }
}
