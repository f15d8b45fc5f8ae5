package dev.penstock.server;

import static dev.penstock.server.Served.GENERATIONS;
import static dev.penstock.server.Served.TICKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Project;
import dev.penstock.engine.ServerConfig.Role;
import dev.penstock.server.access.Needs;
import dev.penstock.server.access.NewToken;
import dev.penstock.simulator.Scenario;
import dev.penstock.telemetry.Telemetry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Who may do what, from where.
class AccessTest {
    @TempDir
    Path folder;

    /// A token of each role.
    private record Issued(NewToken viewer, NewToken reviewer, NewToken operator) {
        NewToken of(Role role) {
            return switch (role) {
                case VIEWER -> viewer;
                case REVIEWER -> reviewer;
                case OPERATOR -> operator;
            };
        }
    }

    private static Issued tokens() {
        return new Issued(NewToken.of("viewer:viewer"), NewToken.of("reviewer:reviewer"),
                NewToken.of("operator:operator"));
    }

    private static String settings(Issued tokens) {
        var lines = new StringBuilder("server:\n  tokens:\n");
        for (var role : Role.values()) {
            lines.append("    ").append(tokens.of(role).line()).append('\n');
        }
        return lines.append("    late: { role: operator, sha256: ")
                .append("0".repeat(64))
                .append(", expires: 2020-01-01 }\n")
                .toString();
    }

    @Test
    void everyRouteLetsInExactlyTheRolesItNames() throws Exception {
        var tokens = tokens();
        try (var served = Served.start(folder, Scenario.clean(), settings(tokens))) {
            var wrong = new ArrayList<String>();
            for (var route : served.server().routes()) {
                var path = route.path().replaceAll("\\{[a-z-]+}", "nothing");
                if (route.path().equals("/logout")) {
                    continue; // ends the session of whoever asks
                }
                for (var role : Role.values()) {
                    int status = status(served, route.method(), path, "Bearer " + tokens.of(role).text());
                    if ((status != 401 && status != 403) != route.needs().allows(role)) {
                        wrong.add(role + " " + route.method() + " " + route.path() + " " + status);
                    }
                }
                int nobody = status(served, route.method(), path, "");
                boolean refused = nobody == 401 || (route.forPeople() && nobody == 303);
                if (refused == (route.needs() == Needs.NOTHING)) {
                    wrong.add("nobody " + route.method() + " " + route.path() + " " + nobody);
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(served.calls()).isZero();
        }
    }

    private static int status(Served served, String method, String path, String authorization)
            throws IOException, InterruptedException {
        var request = served.request(path).method(method, BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void onlyAValidTokenIsAToken() {
        var tokens = tokens();
        try (var served = Served.start(folder, Scenario.clean(), settings(tokens))) {
            for (var header : List.of("Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer " + "0".repeat(64),
                    tokens.operator().text())) {
                var reply = served.get("/v1/runs", "Authorization", header);
                assertThat(reply.status()).as(header).isEqualTo(401);
                assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
                assertThat(reply.text()).doesNotContain(tokens.operator().text());
            }
            assertThat(served.get("/v1/runs", "Authorization", "Bearer " + tokens.viewer().text()).status())
                    .isEqualTo(200);
            assertThat(served.log).noneMatch(line -> line.contains("pst_"));
        }
    }

    @Test
    void theDecisionOfATokenCarriesItsName() {
        var tokens = tokens();
        try (var served = Served.start(folder, Scenario.clean(), settings(tokens))) {
            var operator = "Bearer " + tokens.operator().text();
            var dead = served.post(GENERATIONS, "{\"input\":{}}", "Authorization", operator).body();
            var letter = "/v1/dead-letters/" + dead.path("deadLetter").asString();
            served.command(letter + "/discard", "If-Match", "\"1\"", "Authorization",
                    "Bearer " + tokens.reviewer().text());

            assertThat(served.get(letter, "Authorization", operator).body().at("/reviews/0/actor").asString())
                    .isEqualTo("reviewer");
        }
    }

    @Test
    void aKeyBelongsToItsCaller() {
        var tokens = tokens();
        try (var served = Served.start(folder, Scenario.clean(), settings(tokens)
                + "    other: { role: operator, sha256: " + otherHash() + " }\n")) {
            served.post(GENERATIONS, TICKET, "Idempotency-Key", "k", "Authorization",
                    "Bearer " + tokens.operator().text());
            var other = served.post(GENERATIONS, TICKET, "Idempotency-Key", "k", "Authorization", "Bearer other");

            assertThat(other.header("Idempotency-Replayed")).isEmpty();
            assertThat(served.calls()).isEqualTo(2);
        }
    }

    /// Of the token `other`.
    private static String otherHash() {
        return "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa";
    }

    @Test
    void aPageOfAnotherSiteCanNeitherSpendNorRead() throws Exception {
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(served.post(GENERATIONS, TICKET, "Origin", "https://evil.example").problem())
                    .isEqualTo("cross-site");
            assertThat(served.post(GENERATIONS, TICKET, "Sec-Fetch-Site", "cross-site").problem())
                    .isEqualTo("cross-site");
            assertThat(served.post(GENERATIONS, TICKET, "Sec-Fetch-Site", "same-site").problem())
                    .isEqualTo("cross-site");
            assertThat(served.post(GENERATIONS, TICKET, "Origin", "null").problem()).isEqualTo("cross-site");
            assertThat(served.get("/v1/runs", "Origin", "https://evil.example").header("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(served.calls()).isZero();
            assertThat(raw(served, "GET /v1/runs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421");
            assertThat(
                    raw(served, "GET /v1/runs HTTP/1.1\r\nHost: localhost.evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421");
            assertThat(raw(served, "GET /v1/runs HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 421");
            assertThat(served.post(GENERATIONS, TICKET, "Origin", served.server().uri().toString()).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whateverIsOnlyLookedAtStaysAsItIs() {
        try (var served = Served.start(folder, Scenario.clean(), "samples: { rate: 1 }\n")) {
            served.upload("/v1/tasks/triage/runs?run-id=r1",
                    "{\"id\":\"1\",\"ticket\":\"lost\"}\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n");
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");
            var before = everything(served);
            for (var route : served.server().routes()) {
                if (route.method().equals("GET")) {
                    served.get(route.path()
                            .replace("{run}", "r1")
                            .replace("{task}", "triage")
                            .replace("{letter}", before.get(1).at("/data/0/deadLetter").asString())
                            .replace("{sample}", before.get(2).at("/data/0/sample").asString())
                            .replaceAll("\\{[a-z-]+}", "nothing"), "Accept", "*/*");
                }
            }

            assertThat(before.get(1).path("data")).hasSize(2);
            assertThat(before.get(2).path("data")).hasSize(1);
            assertThat(everything(served)).isEqualTo(before);
            assertThat(served.calls()).isEqualTo(1);
        }
    }

    private static List<JsonNode> everything(Served served) {
        return Stream.of("/v1/runs", "/v1/dead-letters?status=any", "/v1/samples", "/v1/prompts", "/v1/runs/r1/items")
                .map(path -> served.get(path).body())
                .toList();
    }

    @Test
    void withoutTokensNoOtherMachineMayReachIt() {
        try (var served = Served.start(folder, Scenario.clean())) {
            served.server().close();
            for (var host : List.of("0.0.0.0", "::", "192.0.2.1", "example.com")) {
                assertThatThrownBy(() -> PenstockServer.start(Project.open(folder, _ -> null),
                        new PenstockServer.Settings(host, 0, "tester", "test", Telemetry.ofServer(_ -> null, "test"),
                                _ -> {})))
                        .isInstanceOf(CannotStartException.class)
                        .hasMessageContaining("no token is configured");
            }
        }
    }

    @Test
    void aSessionIsARandomIdInAStrictCookieAndDiesWithTheLogout() {
        var tokens = tokens();
        try (var served = Served.start(folder, Scenario.clean(), settings(tokens))) {
            var token = tokens.reviewer().text();
            assertThat(served.get("/").response().headers().firstValue("Location")).contains("/login");
            assertThat(served.get("/", "HX-Request", "true").header("HX-Redirect")).isEqualTo("/login");
            assertThat(login(served, "wrong", "").status()).isEqualTo(401);
            var begun = login(served, token, "");
            assertThat(begun.status()).isEqualTo(303);
            var cookie = begun.header("Set-Cookie");
            assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain(token, "Domain");
            var session = cookie.substring(0, cookie.indexOf(';'));

            assertThat(served.get("/", "Cookie", session).text()).contains("reviewer (reviewer)");
            assertThat(
                    served.command("/v1/dead-letters/dl_x/discard", "Cookie", session, "If-Match", "\"1\"").problem())
                    .isEqualTo("cross-site");
            assertThat(served.command("/v1/dead-letters/dl_x/discard", "Cookie", session, "If-Match", "\"1\"",
                    "Sec-Fetch-Site", "same-origin").status()).isEqualTo(404);
            assertThat(served.post(GENERATIONS, TICKET, "Cookie", session, "Sec-Fetch-Site", "same-origin").status())
                    .isEqualTo(403);
            var again = login(served, token, session);
            assertThat(served.get("/v1/runs", "Cookie", session).status()).isEqualTo(401);
            var next = again.header("Set-Cookie");
            var nextSession = next.substring(0, next.indexOf(';'));
            served.command("/logout", "Cookie", nextSession, "Sec-Fetch-Site", "same-origin");
            assertThat(served.get("/v1/runs", "Cookie", nextSession).status()).isEqualTo(401);
        }
    }

    @Test
    void whatAStrangerTypedIsKeptOnlyForThisSitesOwnPagesAndOnlyAsLongAsAnyRequest() {
        var tokens = tokens();
        try (var served = Served.start(folder, Scenario.clean(), settings(tokens))) {
            var review = "/dead-letters/dl_1";
            var kept = served.form(review, List.of("do", "accept", "output", "half a sentence"));
            assertThat(kept.status()).isEqualTo(401);
            assertThat(kept.text()).contains("name=\"held:output\" value=\"half a sentence\"")
                    .doesNotContain("held:do");
            var foreign = served.form(review, List.of("output", "half a sentence"), "Origin", "https://evil.example");
            assertThat(foreign.status()).isEqualTo(403);
            assertThat(foreign.text()).doesNotContain("half a sentence");
            var tooLong = "x".repeat(2 << 20);
            assertThat(served.form(review, List.of("output", tooLong)).status()).isEqualTo(413);
            assertThat(served.form("/login", List.of("letter", "dl_1", "held:output", tooLong)).status())
                    .isEqualTo(413);
        }
    }

    @Test
    void fiveWrongTokensInAMinuteAreEnough() {
        var tokens = tokens();
        try (var served = Served.start(folder, Scenario.clean(), settings(tokens))) {
            for (int i = 0; i < 5; i++) {
                assertThat(login(served, "wrong", "").status()).isEqualTo(401);
            }
            assertThat(login(served, tokens.operator().text(), "").status()).isEqualTo(429);
        }
    }

    private static Served.Reply login(Served served, String token, String cookie) {
        var request = served.request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString("token=" + token));
        return served.send(cookie.isEmpty() ? request : request.header("Cookie", cookie));
    }

    static String raw(Served served, String request) throws IOException {
        var uri = served.server().uri();
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
