package dev.penstock.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/// How a response travels over the socket, or fails to.
sealed interface Transmission {
    /// As it should be.
    record Whole(HttpReply reply) implements Transmission {}

    /// The head announces the whole body, then only its first bytes come and the connection closes.
    record CutOff(HttpReply reply, int bytes) implements Transmission {}

    /// The body comes one byte at a time.
    record Trickle(HttpReply reply, Duration pause) implements Transmission {}

    /// The connection is reset before any byte.
    record Reset() implements Transmission {}

    /// Nothing comes for a while, then the connection closes.
    record Stall(Duration silence) implements Transmission {}

    /// A body of unknown length, ended by closing the connection.
    record Streamed(String contentType, BodyWriter body) implements Transmission {}

    /// The same with more headers, if it has any.
    default Transmission with(Map<String, String> headers) {
        return switch (this) {
            case Whole(var reply) -> new Whole(reply.with(headers));
            case CutOff(var reply, var bytes) -> new CutOff(reply.with(headers), bytes);
            case Trickle(var reply, var pause) -> new Trickle(reply.with(headers), pause);
            case Reset _,Stall _,Streamed _ -> this;
        };
    }

    /// The same in a time that runs so many times faster.
    default Transmission at(double speed) {
        return switch (this) {
            case Trickle(var reply, var pause) -> new Trickle(reply, faster(pause, speed));
            case Stall(var silence) -> new Stall(faster(silence, speed));
            case Whole _,CutOff _,Reset _,Streamed _ -> this;
        };
    }

    private static Duration faster(Duration simulated, double speed) {
        return Duration.ofNanos((long) (simulated.toNanos() / speed));
    }

    /// Writes a body too long to hold.
    interface BodyWriter {
        void writeTo(OutputStream out) throws IOException;
    }
}
