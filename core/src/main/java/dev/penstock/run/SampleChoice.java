package dev.penstock.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Which items are sampled: those whose hash falls into the share. The first eight bytes of
/// `SHA-256(seed, run, 0, item id)`, read as a number from 0 to 1, are uniform whatever the ids look like; so the choice
/// is made before the call, is the same after a crash, and cannot depend on what is replied. The seed is a secret of the
/// sample store: nobody who makes up ids can steer it.
///
/// @param rate share of the items, from 0 to 1
record SampleChoice(long seed, double rate) {
    boolean falls(String runId, String itemId) {
        return rate >= 1 || (rate > 0 && position(runId, itemId) < rate);
    }

    /// Where an item falls, from 0 to 1.
    private double position(String runId, String itemId) {
        var sha256 = sha256();
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
        sha256.update(runId.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        sha256.update(itemId.getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(sha256.digest()).getLong();
        return (hash >>> 11) * 0x1p-53;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
