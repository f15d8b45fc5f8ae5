package dev.penstock.server;

import static dev.penstock.server.Served.GENERATIONS;
import static dev.penstock.server.Served.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Dead letters and decisions over HTTP.
class DeadLetterApiTest {
    private static final Scenario WRONG = Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1));

    @TempDir
    Path folder;

    @Test
    void ofTwoReviewersOneDecidesAndTheOtherIsTold() {
        try (var served = Served.start(folder, WRONG)) {
            var letter = deadLetter(served);
            var tag = served.get(letter).header("ETag");

            assertThat(tag).isEqualTo("\"1\"");
            assertThat(served.command(letter + "/discard").problem()).isEqualTo("precondition-required");
            assertThat(served.command(letter + "/discard", "If-Match", "*").status()).isEqualTo(400);
            var mine = served.post(letter + "/accept", "{\"output\":{\"priority\":\"p1\"}}", "If-Match", tag);
            var theirs = served.command(letter + "/discard", "If-Match", tag);

            assertThat(mine.status()).isEqualTo(200);
            assertThat(mine.body().path("flag").asString()).isEqualTo("corrected");
            assertThat(mine.header("ETag")).isEqualTo("\"2\"");
            assertThat(theirs.status()).isEqualTo(412);
            assertThat(theirs.body().path("decision").asString()).isEqualTo("accepted");
            assertThat(served.command(letter + "/discard", "If-Match", "\"2\"").problem()).isEqualTo("already-decided");
            var reviews = served.get(letter).body().path("reviews");
            assertThat(reviews).hasSize(1);
            assertThat(reviews.get(0).path("actor").asString()).isEqualTo("tester");
        }
    }

    @Test
    void anAcceptedCorrectionIsWhatTheGenerationCameTo() {
        try (var served = Served.start(folder, WRONG)) {
            var letter = deadLetter(served);
            served.post(letter + "/accept", "{\"output\":{\"priority\":\"p2\"},\"reason\":\"seen\"}", "If-Match",
                    "\"1\"");

            assertThat(served.get("/v1/generations/t-1").body().at("/output/priority").asString()).isEqualTo("p2");
        }
    }

    @Test
    void whatBreaksTheSchemaIsRefusedWithTheEvidence() {
        try (var served = Served.start(folder, WRONG)) {
            var letter = deadLetter(served);
            var refused = served.post(letter + "/accept", "{\"output\":{\"priority\":\"p9\"},\"reason\":\"please\"}",
                    "If-Match", "\"1\"");

            assertThat(refused.problem()).isEqualTo("check-failed");
            assertThat(refused.body().at("/evidence/0/path").asString()).isEqualTo("/priority");
            assertThat(refused.body().path("overridable").asBoolean()).isFalse();
            assertThat(served.get(letter).body().path("status").asString()).isEqualTo("open");
        }
    }

    @Test
    void aRetriedGenerationOfAnOpenDayIsAskedAgainAtOnce() {
        try (var served = Served.start(folder,
                Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1).withHeals(1)))) {
            var letter = deadLetter(served);
            var retried = served.command(letter + "/retry", "If-Match", "\"1\"");

            assertThat(retried.status()).isEqualTo(202);
            var fetched = served.get("/v1/generations/t-1");
            while (fetched.status() == 202) {
                fetched = served.get("/v1/generations/t-1");
            }
            assertThat(served.calls()).isEqualTo(2);
            assertThat(served.get(letter).body().path("status").asString()).isEqualTo("retried");
        }
    }

    @Test
    void aBulkDecisionIsAboutAsManyAsItsMakerSaw() {
        try (var served = Served.start(folder, WRONG)) {
            served.upload("/v1/tasks/triage/runs?run-id=r1",
                    "{\"ticket\":\"a\"}\n{\"ticket\":\"b\"}\n{\"ticket\":\"c\"}\n");
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");
            var bulk = "{\"action\":\"%s\",\"filter\":{\"run\":\"r1\"},\"expectedCount\":%d}";

            var changed = served.post("/v1/dead-letters/bulk", bulk.formatted("discard", 2));
            assertThat(changed.problem()).isEqualTo("count-changed");
            assertThat(changed.body().path("count").asInt()).isEqualTo(3);
            var recheck = served.post("/v1/dead-letters/bulk", bulk.formatted("recheck", 3)).body();
            assertThat(recheck.path("failed").asInt()).isEqualTo(3);
            assertThat(recheck.at("/why/0").asString()).isEqualTo("still schema-mismatch");
            var retry = served.post("/v1/dead-letters/bulk", bulk.formatted("retry", 3)).body();
            assertThat(retry.path("succeeded").asInt()).isEqualTo(3);
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");
            assertThat(served.calls()).isEqualTo(6);
            var discard = served.post("/v1/dead-letters/bulk", bulk.formatted("discard", 3)).body();
            assertThat(discard.path("succeeded").asInt()).isEqualTo(3);
            assertThat(served.get("/v1/runs/r1").body().at("/items/discarded").asInt()).isEqualTo(3);
            assertThat(served.post("/v1/dead-letters/bulk", "{\"action\":\"accept\",\"filter\":{},\"expectedCount\":0}")
                    .status()).isEqualTo(400);
        }
    }

    @Test
    void theListIsFilteredAndComesPageByPage() {
        try (var served = Served.start(folder, WRONG)) {
            served.upload("/v1/tasks/triage/runs?run-id=r1", "{\"ticket\":\"a\"}\n{\"ticket\":\"b\"}\nbad\n");
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");

            var first = served.get("/v1/dead-letters?limit=2").body();
            assertThat(first.path("data")).hasSize(2);
            var second = served.get("/v1/dead-letters?limit=2&cursor=" + first.path("next").asString()).body();
            assertThat(second.path("data")).hasSize(1);
            assertThat(second.path("next").isNull()).isTrue();
            assertThat(served.get("/v1/dead-letters?reason=bad-input").body().path("data")).hasSize(1);
            assertThat(served.get("/v1/dead-letters?status=discarded").body().path("data")).isEmpty();
            assertThat(served.get("/v1/dead-letters?status=nope").status()).isEqualTo(400);
            assertThat(served.get("/v1/dead-letters/dl_nope").status()).isEqualTo(404);
        }
    }

    @Test
    void hostileTextStaysTextInJson() {
        try (var served = Served.start(folder, WRONG)) {
            var hostile = "<script>alert(1)</script>\\u2028\\u202E</textarea>{{ 7*7 }}'; drop table item; --";
            served.post(GENERATIONS, "{\"id\":\"h\",\"input\":{\"ticket\":\"" + hostile + "\"}}");
            var list = served.get("/v1/dead-letters");

            assertThat(list.header("Content-Type")).isEqualTo("application/json");
            assertThat(list.body().at("/data/0/input/ticket").asString())
                    .isEqualTo("<script>alert(1)</script>\u2028\u202E</textarea>{{ 7*7 }}'; drop table item; --");
            assertThat(served.log).noneMatch(line -> line.contains("script"));
        }
    }

    @Test
    void samplesAreListedAndJudged() {
        try (var served = Served.start(folder, Scenario.clean(), "samples: { rate: 1 }\n")) {
            assertThat(served.get("/v1/samples").body().path("data")).isEmpty();
            served.post(GENERATIONS, TICKET);
            var sample = served.get("/v1/samples?unjudged=true").body().at("/data/0/sample").asString();

            assertThat(served.get("/v1/samples/" + sample).body().at("/messages/0/text").asString())
                    .contains("printer");
            var judged = served.post("/v1/samples/" + sample + "/judge", "{\"good\":false,\"reason\":\"too short\"}");
            assertThat(judged.body().path("judged").asString()).isEqualTo("bad");
            assertThat(served.get("/v1/samples?unjudged=true").body().path("data")).isEmpty();
            assertThat(served.post("/v1/samples/s_nope/judge", "{\"good\":true}").status()).isEqualTo(404);
            assertThat(served.get("/v1/samples?unjudged=maybe").status()).isEqualTo(400);
        }
    }

    @Test
    void promptsAndTheirVersionsAreListed() {
        try (var served = Served.start(folder, Scenario.clean())) {
            served.post(GENERATIONS, TICKET);

            assertThat(served.get("/v1/prompts").body().at("/data/0/task").asString()).isEqualTo("triage");
            assertThat(served.get("/v1/prompts/triage").body().at("/data/0/accepted").asInt()).isEqualTo(1);
            assertThat(served.get("/v1/prompts/other").status()).isEqualTo(404);
        }
    }

    private static String deadLetter(Served served) {
        var reply = served.post(GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"x\"}}");
        return "/v1/dead-letters/" + reply.body().path("deadLetter").asString();
    }
}
