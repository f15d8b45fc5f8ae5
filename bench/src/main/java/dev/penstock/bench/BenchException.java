package dev.penstock.bench;

/// The bench cannot start; nothing was measured.
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
