package dev.penstock.server.access;

import dev.penstock.engine.ServerConfig.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The configured tokens. A token is 256 random bits, so its plain SHA-256 is as good as the token is long.
final class Tokens {
    private final List<Token> known;
    private final InstantSource clock;

    Tokens(List<Token> known, InstantSource clock) {
        this.known = List.copyOf(known);
        this.clock = clock;
    }

    boolean configured() {
        return !known.isEmpty();
    }

    /// Whose token this is; empty when it is nobody's, or its time is over. Takes the same time whichever it is: every entry
    /// is compared, in full.
    Optional<Token> find(String token) {
        var hash = sha256(token).getBytes(StandardCharsets.US_ASCII);
        Token found = null;
        for (var candidate : known) {
            boolean same = MessageDigest.isEqual(candidate.sha256().getBytes(StandardCharsets.US_ASCII), hash);
            found = same ? candidate : found;
        }
        return Optional.ofNullable(found).filter(this::valid);
    }

    boolean valid(Token token) {
        return token.expires() == null || clock.instant().isBefore(token.expires());
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
