package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.access.NewToken;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The review of one dead letter, as forms and pages.
class ReviewPageTest {
    private static final Scenario WRONG = Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1));
    private static final String GOOD = "{\"priority\":\"p1\"}";

    @TempDir
    Path folder;

    @Test
    void aCorrectionIsAcceptedAndTheNextOneComes() {
        try (var served = Served.start(folder, WRONG)) {
            var first = bury(served, "t-1");
            var second = bury(served, "t-2");
            var accepted = served.form(first, decision("accept", "output", GOOD, "note", "seen it"));

            assertThat(accepted.status()).isEqualTo(303);
            assertThat(accepted.header("Location")).startsWith(second + "?did=dl_");
            assertThat(served.get(accepted.header("Location")).text()).contains("was accepted.", "1 of 1");
            var letter = served.get("/v1" + first).body();
            assertThat(letter.at("/reviews/0/action").asString()).isEqualTo("edit");
            assertThat(letter.at("/reviews/0/reason").asString()).isEqualTo("seen it");
            var last = served.form(second, decision("accept", "output", GOOD));
            assertThat(last.header("Location")).startsWith("/dead-letters?did=");
        }
    }

    @Test
    void whatBreaksTheSchemaOrIsNoJsonIsRefusedAndStaysInTheForm() {
        try (var served = Served.start(folder, WRONG)) {
            var letter = bury(served, "t-1");
            var broken = served.form(letter, decision("accept", "output", "{\"priority\":\"p7\"}", "note", "my note",
                    "override", "true"));
            var noJson = served.form(letter, decision("accept", "output", "{\"priority\":"));

            assertThat(broken.status()).isEqualTo(422);
            assertThat(broken.text()).contains("schema-mismatch", "p7", "my note")
                    .doesNotContain("Accept all the same");
            assertThat(noJson.status()).isEqualTo(422);
            assertThat(noJson.text()).contains("This is not JSON", "line 1, column", "{\"priority\":");
            assertThat(served.get("/v1" + letter).body().path("status").asString()).isEqualTo("open");
        }
    }

    @Test
    void aRuleIsOverriddenOnlyOnPurposeAndWithAReason() {
        try (var served = Tickets.serve(folder, "")) {
            Tickets.run(served, Tickets.RUN);
            var found = served.get("/v1/dead-letters?reason=ungrounded").body().at("/data/0");
            var letter = "/dead-letters/" + found.path("deadLetter").asString();
            var reply = served.get("/v1" + letter).body().at("/attempts/1/reply").asString();

            assertThat(served.form(letter, decision("accept", "output", reply, "note", "fine")).status())
                    .isEqualTo(422);
            var noNote = served.form(letter, decision("accept", "output", reply, "override", "true"));
            assertThat(noNote.text()).contains("to override a check, say why in the note");
            var done = served.form(letter,
                    decision("accept", "output", reply, "override", "true", "note", "their new number"));
            assertThat(done.status()).isEqualTo(303);
            var review = served.get("/v1" + letter).body().at("/reviews/0");
            assertThat(review.path("overrides").asString()).isEqualTo("ungrounded");
            assertThat(review.path("action").asString()).isEqualTo("accept");
        }
    }

    @Test
    void changingTheViewLosesNothing() {
        try (var served = Served.start(folder, WRONG)) {
            var letter = bury(served, "t-1");
            var asJson = served.form(letter, List.of("version", "1", "do", "json", "view", "form", "base",
                    "{\"priority\":\"p9\"}", "v:/priority", "\"p2\"", "v:/reason", "typed <here>", "is:/reason",
                    "VALUE",
                    "note", "keep me"));
            var noForm = served.form(letter, decision("form", "output", "{\"priority\": p2"));

            assertThat(asJson.text()).contains("typed &lt;here&gt;", "keep me", "name=\"output\"");
            assertThat(noForm.text()).contains("There is no form for what is not JSON", "{\"priority\": p2");
            assertThat(served.form(letter, decision("form", "output", GOOD)).text()).contains("v:/priority");
        }
    }

    @Test
    void aCheckChangesNothingAndSaysWhatWouldHappen() {
        try (var served = Served.start(folder, WRONG)) {
            var letter = bury(served, "t-1");
            var calls = served.calls();

            assertThat(served.form(letter + "/check", decision("", "output", GOOD)).text())
                    .contains("Every check passes")
                    .doesNotContain("<html");
            assertThat(served.form(letter + "/check", decision("", "output", "{}")).text()).contains("is missing");
            assertThat(served.calls()).isEqualTo(calls);
            assertThat(served.get("/v1" + letter).body().path("version").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aDiscardWantsAReason() {
        try (var served = Served.start(folder, WRONG)) {
            var letter = bury(served, "t-1");
            var refused = served.form(letter, decision("discard", "output", "{\"mine\":1}"));

            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text()).contains("It is not discarded: say why.", "{\"mine\":1}");
            assertThat(served.form(letter, decision("discard", "why", "spam")).status()).isEqualTo(303);
            assertThat(served.get("/v1" + letter).body().at("/reviews/0/reason").asString()).isEqualTo("spam");
        }
    }

    @Test
    void aRetryAsksAgainAndWhatCannotBeRetriedSaysWhy() {
        try (var served = Served.start(folder,
                Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1).withHeals(1)))) {
            var letter = bury(served, "t-1");

            assertThat(served.form(letter, decision("retry", "prompt", "pinned")).status()).isEqualTo(303);
            assertThat(served.get("/v1" + letter).body().path("status").asString()).isEqualTo("retried");
            served.upload("/v1/tasks/triage/runs?run-id=r1", "no record\n");
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");
            var bad = "/dead-letters/"
                    + served.get("/v1/dead-letters?run=r1").body().at("/data/0/deadLetter").asString();
            assertThat(served.get(bad).text()).contains("no record", "Nothing was sent");
            assertThat(served.form(bad, decision("retry")).text()).contains("mend the input");
        }
    }

    @Test
    void whoeverComesSecondKeepsWhatTheyTypedAndSeesWhatTheOtherDid() {
        try (var served = Served.start(folder, WRONG)) {
            var letter = bury(served, "t-1");
            served.form(letter, decision("accept", "output", GOOD, "note", "first"));
            var second = served.form(letter,
                    decision("accept", "output", "{\"priority\":\"p2\",\"reason\":\"long and careful\"}", "note",
                            "hers"));
            var third = served.form(letter, decision("discard", "why", "spam", "output", "{\"typed\":1}"));

            assertThat(second.status()).isEqualTo(409);
            assertThat(second.text()).contains("tester", "accepted it with an edit", "first", "long and careful",
                    "hers",
                    "\"priority\": \"p1\"");
            assertThat(third.status()).isEqualTo(409);
            assertThat(third.text()).contains("spam", "typed");
            assertThat(served.get("/v1" + letter).body().path("reviews")).hasSize(1);
        }
    }

    @Test
    void aViewerReadsAndIsOfferedNothing() {
        var bo = NewToken.of("bo:operator");
        var vera = NewToken.of("vera:viewer");
        var settings = "server: { tokens: { " + bo.line() + ", " + vera.line() + " } }\n";
        try (var served = Served.start(folder, WRONG, settings)) {
            var operator = "Bearer " + bo.text();
            var viewer = "Bearer " + vera.text();
            var reply = served.post(Served.GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"x\"}}",
                    "Authorization",
                    operator);
            var letter = "/dead-letters/" + reply.body().path("deadLetter").asString();
            var page = served.get(letter, "Authorization", viewer);

            assertThat(page.text()).contains("schema-mismatch", "Attempts")
                    .doesNotContain("value=\"accept\"",
                            "id=\"note\"");
            assertThat(served.get("/dead-letters", "Authorization", viewer).text()).doesNotContain("value=\"discard\"");
            assertThat(served.form(letter, decision("discard", "why", "x"), "Authorization", viewer).status())
                    .isEqualTo(403);
            assertThat(served.form("/dead-letters/decide", List.of(), "Authorization", viewer).status()).isEqualTo(403);
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        try (var served = Served.start(folder, WRONG)) {
            assertThat(served.get("/dead-letters/dl_nope").status()).isEqualTo(404);
            assertThat(served.form(bury(served, "t-1"), List.of("do", "accept")).status()).isEqualTo(400);
        }
    }

    private static String bury(Served served, String id) {
        var reply = served.post(Served.GENERATIONS, "{\"id\":\"" + id + "\",\"input\":{\"ticket\":\"x\"}}");
        return "/dead-letters/" + reply.body().path("deadLetter").asString();
    }

    private static List<String> decision(String what, String... fields) {
        var all = new ArrayList<>(List.of("version", "1", "view", "json", "do", what));
        all.addAll(List.of(fields));
        return all;
    }
}
