package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.access.NewToken;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one caller may ask at most, so that the others are served too.
class CallerLimitsTest {
    @TempDir
    Path folder;

    private final NewToken shop = NewToken.of("shop:operator");
    private final NewToken ana = NewToken.of("ana:viewer");

    private String settings(String limits) {
        return "server:\n  tokens:\n    " + shop.line() + "\n    " + ana.line() + "\n  limits: { " + limits + " }\n";
    }

    private static String[] as(NewToken token) {
        return new String[]{"Authorization", "Bearer " + token.text()};
    }

    @Test
    void whoeverAsksTooFastIsToldWhenToComeAgainAndNobodyElseNoticesIt() {
        try (var served = Served.start(folder, Scenario.clean(), settings("requests-per-second: 1"))) {
            assertThat(served.get("/v1/runs", as(shop)).status()).isEqualTo(200);
            var refused = served.get("/v1/prompts", as(shop));

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.problem()).isEqualTo("too-many-requests");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.body().path("retryAfterSeconds").asInt()).isEqualTo(1);
            assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"requests\";q=1;w=1");
            assertThat(served.get("/v1/runs", as(ana)).status()).isEqualTo(200);
        }
    }

    @Test
    void aSessionCountsToItsTokenButWhatPagesAreMadeOfDoesNot() {
        try (var served = Served.start(folder, Scenario.clean(), settings("requests-per-second: 1"))) {
            var login = served.form("/login", List.of("token", ana.text()), "Sec-Fetch-Site", "same-origin");
            var cookie = login.header("Set-Cookie");
            var session = cookie.substring(0, cookie.indexOf(';'));

            assertThat(served.get("/runs", "Cookie", session).status()).isEqualTo(200);
            for (var path : List.of("/assets/console.css", "/assets/console.js", "/healthz", "/readyz", "/login")) {
                assertThat(served.get(path, "Cookie", session).status()).as(path).isEqualTo(200);
            }
            var refused = served.get("/v1/runs", as(ana));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(served.get("/runs", "Cookie", session).text()).contains("Too many requests");
        }
    }

    @Test
    void withoutTokensThisMachineMayAskAsFastAsItCan() {
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(IntStream.range(0, 300).map(_ -> served.get("/healthz").status()).distinct())
                    .containsExactly(200);
            assertThat(IntStream.range(0, 300).map(_ -> served.get("/v1/prompts/triage").status()).distinct())
                    .containsExactly(200);
        }
    }

    @Test
    void aCallerFollowsFiveEventStreamsAndAllOfThemSoManyAsAreConfigured() throws Exception {
        try (var served = Served.start(folder, Scenario.clean(), settings("event-streams: 7"))) {
            served.post(Served.GENERATIONS, Served.TICKET, as(shop));
            var day = served.get("/v1/runs", as(shop)).body().at("/data/0/run").asString() + "/events";
            var open = new ArrayList<HttpResponse<InputStream>>();
            for (int i = 0; i < 5; i++) {
                open.add(follow(served, day, shop));
            }
            var sixth = served.get("/v1/runs/" + day, as(shop));
            open.add(follow(served, day, ana));
            open.add(follow(served, day, ana));
            var eighth = served.get("/v1/runs/" + day, as(ana));

            assertThat(open).extracting(HttpResponse::statusCode).containsOnly(200);
            assertThat(List.of(sixth, eighth)).allSatisfy(refused -> {
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.header("Retry-After")).isEqualTo("10");
            });
            assertThat(sixth.body().path("detail").asString()).contains("shop follows 5 event streams already");
            assertThat(eighth.body().path("detail").asString()).contains("server.limits.event-streams");
            for (var stream : open) {
                stream.body().close();
            }
        }
    }

    private static HttpResponse<InputStream> follow(Served served, String day, NewToken as)
            throws IOException, InterruptedException {
        return served.client.send(served.request("/v1/runs/" + day, as(as)).GET().build(),
                BodyHandlers.ofInputStream());
    }
}
