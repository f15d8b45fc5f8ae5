package dev.penstock.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.ServerConfig.Role;
import dev.penstock.engine.ServerConfig.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What time does to sessions, tokens and failed logins.
class SessionsTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Token ANA = new Token("ana", Role.REVIEWER, Tokens.sha256("secret"), NOON.plusSeconds(10));

    private Instant now = NOON;

    @Test
    void aSessionEndsWhenNobodyUsesIt() {
        var sessions = new Sessions(() -> now);
        var id = sessions.begin(ANA);

        now = NOON.plus(Sessions.IDLE).minusSeconds(1);
        assertThat(sessions.find(id)).contains(ANA);
        now = now.plus(Sessions.IDLE);
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void aSessionEndsAfterTwelveHoursHoweverOftenItIsUsed() {
        var sessions = new Sessions(() -> now);
        var id = sessions.begin(ANA);

        for (now = NOON; now.isBefore(NOON.plus(Sessions.LONGEST)); now = now.plus(Duration.ofMinutes(30))) {
            assertThat(sessions.find(id)).contains(ANA);
        }
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void aSessionThatEndedIsNobodys() {
        var sessions = new Sessions(() -> now);
        var id = sessions.begin(ANA);
        sessions.end(id);

        assertThat(sessions.find(id)).isEmpty();
        assertThat(sessions.begin(ANA)).isNotEqualTo(id);
    }

    @Test
    void aTokenWorksUntilItExpires() {
        var tokens = new Tokens(List.of(ANA), () -> now);

        assertThat(tokens.find("secret")).contains(ANA);
        assertThat(tokens.find("secret ")).isEmpty();
        now = NOON.plusSeconds(10);
        assertThat(tokens.find("secret")).isEmpty();
    }

    @Test
    void anAddressMayTryAgainAMinuteLater() {
        var failures = new LoginFailures(() -> now);
        for (int i = 0; i < LoginFailures.MOST; i++) {
            assertThat(failures.mayTry("192.0.2.1")).isTrue();
            failures.failed("192.0.2.1");
        }

        assertThat(failures.mayTry("192.0.2.1")).isFalse();
        assertThat(failures.mayTry("192.0.2.2")).isTrue();
        now = NOON.plus(LoginFailures.WINDOW).plusSeconds(1);
        assertThat(failures.mayTry("192.0.2.1")).isTrue();
    }
}
