package dev.penstock.server.access;

import dev.penstock.engine.ServerConfig.Token;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Sessions of browsers: a random id stands for a token, so that the token itself is in no cookie. Kept in memory, by the
/// hash of the id; a restart ends them all. Safe for use by many threads.
final class Sessions {
    static final Duration LONGEST = Duration.ofHours(12);
    static final Duration IDLE = Duration.ofHours(1);

    private static final int MOST = 1000;
    private static final int BYTES = 32;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> open = new HashMap<>();

    private record Session(Token token, Instant since, Instant seen) {
        boolean over(Instant now) {
            return !now.isBefore(since.plus(LONGEST)) || !now.isBefore(seen.plus(IDLE));
        }
    }

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /// Begins a session.
    ///
    /// @return its id, for the cookie
    synchronized String begin(Token token) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var now = clock.instant();
        open.values().removeIf(session -> session.over(now));
        if (open.size() >= MOST) {
            open.entrySet()
                    .stream()
                    .min(Comparator.comparing((Map.Entry<String, Session> entry) -> entry.getValue().seen()))
                    .map(Map.Entry::getKey)
                    .ifPresent(open::remove);
        }
        open.put(Tokens.sha256(id), new Session(token, now, now));
        return id;
    }

    /// Whose session this is; empty when there is none, or its time is over.
    synchronized Optional<Token> find(String id) {
        var now = clock.instant();
        var session = open.computeIfPresent(Tokens.sha256(id),
                (_, known) -> known.over(now) ? null : new Session(known.token(), known.since(), now));
        return Optional.ofNullable(session).map(Session::token);
    }

    synchronized void end(String id) {
        open.remove(Tokens.sha256(id));
    }
}
