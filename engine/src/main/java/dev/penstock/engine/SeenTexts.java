package dev.penstock.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// Which texts were seen before, by eight bytes of each text's hash: of a million different ones, the odds that any two look the
/// same are one to thirty million. Used by one thread.
final class SeenTexts {
    private static final int FIRST_SIZE = 1024;

    private final MessageDigest digest = sha256();
    private long[] slots = new long[FIRST_SIZE];
    private int used;

    /// @return whether it is the first of its kind
    boolean add(String text) {
        if (2 * (used + 1) > slots.length) {
            grow();
        }
        boolean added = put(slots, hash(text));
        used += added ? 1 : 0;
        return added;
    }

    /// An empty slot is 0, so no text may have that hash.
    private long hash(String text) {
        var bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
        long hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return hash == 0 ? 1 : hash;
    }

    private void grow() {
        var larger = new long[2 * slots.length];
        Arrays.stream(slots).filter(hash -> hash != 0).forEach(hash -> put(larger, hash));
        slots = larger;
    }

    private static boolean put(long[] slots, long hash) {
        int at = (int) hash & (slots.length - 1);
        while (slots[at] != 0 && slots[at] != hash) {
            at = (at + 1) & (slots.length - 1);
        }
        boolean free = slots[at] == 0;
        slots[at] = hash;
        return free;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
