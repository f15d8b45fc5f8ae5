package dev.penstock.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

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

    /// Writes a body too long to hold.
    interface BodyWriter {
        void writeTo(OutputStream out) throws IOException;
    }
}
