package dev.penstock.simulator;

/// What the server does about a request.
///
/// @param ifBroken run once if writing fails; the reply did not reach the client
record Reaction(Transmission how, Runnable ifBroken) {
    static Reaction of(Transmission how) {
        return new Reaction(how, () -> {});
    }

    static Reaction reply(HttpReply reply) {
        return of(new Transmission.Whole(reply));
    }
}
