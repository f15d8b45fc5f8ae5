package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What it means for the bill how a call broke.
class CaptureTest {
    private final Capture capture = new Capture(System::nanoTime, UnaryOperator.identity());

    /// As OkHttp words both (okhttp3.internal.http2.StreamResetException, read 2026-11).
    @Test
    void aRequestThatAnHttp2ServerRefusedOrLeftBehindAGoawayWasNotBilled() throws Exception {
        capture.leaving();

        assertThat(cause(new IOException("stream was reset: REFUSED_STREAM")))
                .isEqualTo(Exchange.Broken.Cause.NOT_SENT);
    }

    @Test
    void anyOtherResetOfAnHttp2StreamMayHaveBeenBilled() throws Exception {
        capture.leaving();

        assertThat(cause(new IOException("stream was reset: INTERNAL_ERROR"))).isEqualTo(Exchange.Broken.Cause.LOST);
    }

    @Test
    void whatBrokeBeforeTheRequestLeftWasNotSent() throws Exception {
        assertThat(cause(new IOException("Failed to connect"))).isEqualTo(Exchange.Broken.Cause.NOT_SENT);
    }

    @Test
    void aTimeoutAfterTheRequestLeftMayHaveBeenBilled() throws Exception {
        capture.leaving();

        assertThat(cause(new InterruptedIOException("timeout"))).isEqualTo(Exchange.Broken.Cause.TIMED_OUT);
    }

    private Exchange.Broken.Cause cause(IOException error) throws InterruptedException {
        var exchange = capture.broken(new UncheckedIOException(error));
        return assertThat(exchange).asInstanceOf(type(Exchange.Broken.class)).actual().cause();
    }
}
