package dev.penstock.simulator;

import org.jspecify.annotations.Nullable;

/// An error answer before a wire has given it its shape.
///
/// @param message null for the wire's usual one
/// @param param the OpenAI wire's `param`, null when it names none
record Rejection(Trouble trouble, int status, @Nullable String message, @Nullable String param) implements Intake {
    /// What is wrong; each wire has its own type, code and words for it.
    enum Trouble {
        MISSING_KEY, WRONG_KEY, MALFORMED_JSON, INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER, CONTEXT, TOO_LARGE, NO_MODEL, NO_PATH, RATE, OVERLOADED, SERVER, BILLING
    }

    static Rejection of(Trouble trouble, int status) {
        return new Rejection(trouble, status, null, null);
    }

    static Rejection invalid(String message, @Nullable String param) {
        return new Rejection(Trouble.INVALID, 400, message, param);
    }
}
