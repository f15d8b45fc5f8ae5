package dev.penstock.prompt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// The content hash of everything that can change an answer.
final class PromptVersion {
    private PromptVersion() {}

    /// @param parts by file name, each in its canonical form
    static String of(Map<String, String> parts) {
        var digest = sha256();
        new TreeMap<>(parts).forEach((file, content) -> {
            var bytes = content.getBytes(StandardCharsets.UTF_8);
            digest.update((file + "\n" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        });
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
