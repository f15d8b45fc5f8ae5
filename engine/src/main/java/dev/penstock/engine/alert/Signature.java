package dev.penstock.engine.alert;

import dev.penstock.provider.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs messages so that their receiver knows who sent them: HMAC-SHA256 as Standard Webhooks has it
/// (github.com/standard-webhooks/standard-webhooks, `spec/standard-webhooks.md`).
public final class Signature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final Secret key;

    private Signature(Secret key) {
        this.key = key;
    }

    /// A signature with this key: 24 to 64 bytes in Base64, `whsec_` before them or not. Empty when it is none.
    public static Optional<Signature> of(String key) {
        var bytes = bytes(key);
        return bytes == null || bytes.length < SHORTEST || bytes.length > LONGEST
                ? Optional.empty()
                : Optional.of(new Signature(new Secret(key)));
    }

    /// The headers of one try.
    ///
    /// @param id of the message: the same for every try
    Map<String, String> headers(String id, Instant at, String body) {
        var seconds = String.valueOf(at.getEpochSecond());
        return Map.of("webhook-id", id, "webhook-timestamp", seconds, "webhook-signature",
                "v1," + Base64.getEncoder().encodeToString(signed(id + "." + seconds + "." + body)));
    }

    private byte[] signed(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes(key.reveal()), ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static byte @Nullable [] bytes(String key) {
        try {
            return Base64.getDecoder().decode(key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
