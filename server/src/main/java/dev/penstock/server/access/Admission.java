package dev.penstock.server.access;

import java.time.Duration;

/// What the door says to a request.
public sealed interface Admission {
    record Admitted(Caller caller) implements Admission {}

    /// No token, or one that is not valid.
    record Unknown() implements Admission {}

    /// Somebody known who may not do this.
    record Forbidden(Caller caller) implements Admission {}

    /// Somebody known who asks too fast.
    ///
    /// @param perSecond what is let in
    /// @param retryAfter until the next request is let in
    record TooFast(Caller caller, int perSecond, Duration retryAfter) implements Admission {}

    /// Another site's page made a browser send it.
    record CrossSite() implements Admission {}
}
