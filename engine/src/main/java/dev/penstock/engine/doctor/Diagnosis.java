package dev.penstock.engine.doctor;

/// What was found about one thing.
///
/// @param subject what was looked at, such as `java` or `endpoint claude`
/// @param message what was found; names environment variables, never their values
/// @param fix what to do about it; empty when all is well
public record Diagnosis(Grade grade, String subject, String message, String fix) {
    /// How it is.
    public enum Grade {
        /// As it should be.
        OK,
        /// A run works, and somebody should know.
        WARNING,
        /// A run would fail.
        PROBLEM
    }

    static Diagnosis ok(String subject, String message) {
        return new Diagnosis(Grade.OK, subject, message, "");
    }

    static Diagnosis warning(String subject, String message, String fix) {
        return new Diagnosis(Grade.WARNING, subject, message, fix);
    }

    static Diagnosis problem(String subject, String message, String fix) {
        return new Diagnosis(Grade.PROBLEM, subject, message, fix);
    }
}
