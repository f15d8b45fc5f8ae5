package dev.penstock.provider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of a response body. Immutable; equal when the bytes are equal. Its `toString` tells only the size, because a
/// body must never reach a log.
public final class Body {
    private final byte[] bytes;

    /// @param bytes not copied; the caller gives them up
    public Body(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Body of(String text) {
        return new Body(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The bytes themselves, not a copy; do not change them.
    public byte[] bytes() {
        return bytes;
    }

    /// The bytes as UTF-8, malformed sequences replaced.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Body body && Arrays.equals(bytes, body.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
