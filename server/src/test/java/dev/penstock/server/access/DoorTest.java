package dev.penstock.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.ServerConfig;
import dev.penstock.engine.ServerConfig.Limits;
import dev.penstock.engine.ServerConfig.Role;
import dev.penstock.engine.ServerConfig.Token;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The door of a server behind a proxy, and of one on a network.
class DoorTest {
    private static final Token ANA = new Token("ana", Role.OPERATOR, Tokens.sha256("secret"), null);

    private static Door door(String bound, String publicUrl) {
        return new Door(
                new ServerConfig(publicUrl.isEmpty() ? null : URI.create(publicUrl), List.of(ANA), Limits.DEFAULT),
                bound, "tester", InstantSource.system());
    }

    @Test
    void aServerKnowsItsPublicNameAndThisMachinesNames() {
        var door = door("127.0.0.1", "https://penstock.example.com");

        assertThat(List.of("penstock.example.com", "PENSTOCK.example.com:443", "localhost:8080", "127.0.0.1",
                "[::1]:8080"))
                .allMatch(door::knowsHost);
        assertThat(List.of("evil.example", "penstock.example.com.evil.example", "127.0.0.1.evil.example", ""))
                .noneMatch(door::knowsHost);
        assertThat(door.knowsHost(null)).isFalse();
    }

    @Test
    void aCookieNeedsHttpsOrThisMachine() {
        var proxied = door("127.0.0.1", "https://penstock.example.com");
        var onTheNetwork = door("0.0.0.0", "");

        assertThat(proxied.secureCookie("penstock.example.com")).isTrue();
        assertThat(proxied.secureCookie("localhost:8080")).isFalse();
        assertThat(proxied.mayHaveCookie("localhost:8080")).isTrue();
        assertThat(onTheNetwork.knowsHost("192.0.2.1:8080")).isTrue();
        assertThat(onTheNetwork.mayHaveCookie("192.0.2.1:8080")).isFalse();
    }

    @Test
    void whatChangesSomethingComesFromOwnPagesOrCarriesAToken() {
        var door = door("127.0.0.1", "https://penstock.example.com");
        var session = switch (door.login("secret", "127.0.0.1", null)) {
            case Door.Login.Begun(var id) -> id;
            default -> throw new AssertionError("the token is valid");
        };

        assertThat(post(door, session, null, "https://penstock.example.com")).isInstanceOf(Admission.Admitted.class);
        assertThat(post(door, session, "same-origin", null)).isInstanceOf(Admission.Admitted.class);
        assertThat(post(door, session, "same-site", null)).isInstanceOf(Admission.CrossSite.class);
        assertThat(post(door, session, null, "http://penstock.example.com")).isInstanceOf(Admission.CrossSite.class);
        assertThat(post(door, session, null, null)).isInstanceOf(Admission.CrossSite.class);
        assertThat(door.admit(new Presented("POST", "penstock.example.com", "Bearer secret", null, "cross-site", null),
                Needs.OPERATOR)).isInstanceOf(Admission.Admitted.class);
        assertThat(door.admit(new Presented("GET", "penstock.example.com", null, session, "cross-site", null),
                Needs.VIEWER)).isInstanceOf(Admission.Admitted.class);
    }

    private static Admission post(Door door, String session, @Nullable String fetchSite, @Nullable String origin) {
        return door.admit(new Presented("POST", "penstock.example.com", null, session, fetchSite, origin),
                Needs.OPERATOR);
    }
}
