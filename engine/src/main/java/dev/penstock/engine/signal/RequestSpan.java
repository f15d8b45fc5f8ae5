package dev.penstock.engine.signal;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;

/// The span of a request that this process answers. Used by one thread at a time.
public final class RequestSpan {
    /// Of a request that nobody traces.
    static final RequestSpan NONE = new RequestSpan(Span.getInvalid(), Context.root());

    private static final int SERVER_ERROR = 500;

    private final Span span;
    private final Context context;

    /// @param context holds the span
    RequestSpan(Span span, Context context) {
        this.span = span;
        this.context = context;
    }

    /// What is to be current in a thread while it works on the request: what it starts then belongs to its trace.
    public Context context() {
        return context;
    }

    /// The request was answered.
    public void answered(int status) {
        span.setAttribute(Names.STATUS_CODE, status);
        if (status >= SERVER_ERROR) {
            span.setAttribute(Names.ERROR_TYPE, Integer.toString(status));
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
