package dev.penstock.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What one call leaves behind on its way through an SDK. The adapter's interceptor runs below the SDK, on the calling
/// thread, and finds the capture of its call with [#current]; it reports when the request begins to leave and what came
/// back, so that nothing depends on what the SDK makes of a reply. A [#streaming] one leaves the body of a success to the
/// caller. Not safe for use by several threads.
public final class Capture {
    private static final ScopedValue<Capture> CURRENT = ScopedValue.newInstance();
    private static final Set<String> KEPT_HEADERS = Set.of("content-type", "date", "retry-after", "retry-after-ms",
            "x-should-retry", "request-id", "x-request-id");
    private static final List<String> KEPT_PREFIXES = List.of("anthropic-ratelimit-", "x-ratelimit-");

    private final LongSupplier nanoTime;
    private final UnaryOperator<String> scrub;
    private final long started;
    private final boolean streaming;
    private boolean leaving;
    private boolean passed;
    private Exchange.@Nullable Received received;

    /// @param nanoTime a monotonic clock in nanoseconds
    /// @param scrub takes the key out of a text
    public Capture(LongSupplier nanoTime, UnaryOperator<String> scrub) {
        this(nanoTime, scrub, false);
    }

    private Capture(LongSupplier nanoTime, UnaryOperator<String> scrub, boolean streaming) {
        this.nanoTime = nanoTime;
        this.scrub = scrub;
        this.started = nanoTime.getAsLong();
        this.streaming = streaming;
    }

    /// A capture that takes only what is no success: a 2xx goes to the caller as it comes, because it may be too long to
    /// hold.
    public static Capture streaming(LongSupplier nanoTime, UnaryOperator<String> scrub) {
        return new Capture(nanoTime, scrub, true);
    }

    /// The capture of the call that runs on this thread.
    public static Capture current() {
        return CURRENT.get();
    }

    /// Runs the SDK's call with this capture as the current one.
    public void around(Runnable call) {
        ScopedValue.where(CURRENT, this).run(call);
    }

    /// Runs the SDK's call with this capture as the current one, for a response that the caller reads and closes.
    public <T> T open(Supplier<T> call) {
        return ScopedValue.where(CURRENT, this).call(call::get);
    }

    /// Whether the interceptor hands the response on to the caller instead of reading it: never a web page.
    ///
    /// @param contentType null when there is none
    public boolean passes(int status, @Nullable String contentType) {
        passed = streaming && status >= 200 && status < 300
                && (contentType == null || !contentType.toLowerCase(Locale.ROOT).contains("html"));
        return passed;
    }

    /// Whether the response was handed on, so that nothing was received here.
    public boolean passed() {
        return passed;
    }

    /// The first byte of the request body is about to be written: from here on the call may be billed.
    public void leaving() {
        leaving = true;
    }

    /// Reads the response to its end.
    ///
    /// @param body decoded from its content encoding; not closed
    /// @throws IOException if a timeout or an interrupt ends the read
    public void receive(int status, Map<String, List<String>> headers, InputStream body) throws IOException {
        var captured = CapturedBody.read(body, CapturedBody.CAP_BYTES);
        received = new Exchange.Received(status, kept(headers), captured.body(), captured.truncated(), latency());
    }

    /// What was received.
    ///
    /// @throws IllegalStateException if the SDK returned without calling the interceptor
    public Exchange received() {
        if (received == null) {
            throw new IllegalStateException("the SDK returned without sending the request");
        }
        return received;
    }

    /// What it means that the call broke with this exception.
    ///
    /// @param failure an exception with an [IOException] among its causes
    /// @throws InterruptedException if the thread was interrupted
    /// @throws RuntimeException the failure itself, if no I/O error caused it
    public Exchange broken(RuntimeException failure) throws InterruptedException {
        return broken(ioError(failure));
    }

    /// What it means that reading a response broke with this exception.
    ///
    /// @throws InterruptedException if the thread was interrupted
    public Exchange broken(IOException error) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted during a call");
        }
        return new Exchange.Broken(cause(error), detail(error), latency());
    }

    private static IOException ioError(RuntimeException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException error) {
                return error;
            }
        }
        throw failure;
    }

    private Exchange.Broken.Cause cause(IOException error) {
        if (!leaving || refusedUnprocessed(error)) {
            return Exchange.Broken.Cause.NOT_SENT;
        }
        return error instanceof InterruptedIOException ? Exchange.Broken.Cause.TIMED_OUT : Exchange.Broken.Cause.LOST;
    }

    /// HTTP/2 servers say REFUSED_STREAM, or GOAWAY with a lower stream id, for a request they did not look at
    /// (RFC 9113 section 8.7). OkHttp reports both under this name.
    private static boolean refusedUnprocessed(IOException error) {
        var message = error.getMessage();
        return message != null && message.contains("REFUSED_STREAM");
    }

    private String detail(IOException error) {
        var message = error.getMessage();
        var name = error.getClass().getSimpleName();
        return OneLine.of(scrub.apply(message == null ? name : name + ": " + message), 200);
    }

    private static Map<String, List<String>> kept(Map<String, List<String>> headers) {
        var kept = new TreeMap<String, List<String>>();
        headers.forEach((name, values) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (KEPT_HEADERS.contains(lower) || KEPT_PREFIXES.stream().anyMatch(lower::startsWith)) {
                kept.put(lower, values);
            }
        });
        return kept;
    }

    private Duration latency() {
        return Duration.ofNanos(nanoTime.getAsLong() - started);
    }
}
