package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The queue of dead letters and decisions about many, as forms and pages.
class QueuePageTest {
    private static final Scenario WRONG = Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1));
    private static final Pattern LETTER = Pattern.compile("name=\"letter\" value=\"(dl_[^\"]+)\"");
    private static final Pattern UNTIL = Pattern.compile("name=\"until\" value=\"(\\d+)\"");
    private static final Pattern NEXT = Pattern.compile("href=\"([^\"]*cursor=[^\"]+)\"");

    @TempDir
    Path folder;

    @Test
    void anEmptyQueueSaysSoAndWhatWasDecidedLast() {
        try (var served = Served.start(folder, WRONG)) {
            assertThat(served.get("/dead-letters").text()).contains("Nothing waits.").doesNotContain("Last decided");
            bury(served, 1);
            served.form(decide(served), List.of("version", "1", "do", "discard", "why", "spam"));

            assertThat(served.get("/dead-letters").text()).contains("Nothing waits.", "Last decided", "tester",
                    "discarded it");
            assertThat(served.get("/dead-letters?status=discarded").text()).contains(">1</strong>");
        }
    }

    @Test
    void theFilterIsInTheAddress() {
        try (var served = Tickets.serve(folder, "")) {
            Tickets.run(served, Tickets.RUN);
            var all = served.get("/dead-letters").text();

            assertThat(all).contains("By cause", "schema-mismatch", "ungrounded", "refused");
            assertThat(letters(served.get("/dead-letters?reason=ungrounded&task=ticket-triage&run=" + Tickets.RUN)))
                    .hasSize(3);
            assertThat(letters(served.get("/dead-letters?task=other"))).isEmpty();
            assertThat(served.get("/dead-letters?age=1h").text()).contains("Nothing matches.");
            assertThat(letters(served.get("/dead-letters?task=&reason=&run=&age="))).hasSize(letters(all).size());
            assertThat(served.get("/dead-letters?age=3y").status()).isEqualTo(400);
            assertThat(served.get("/dead-letters?status=nope").status()).isEqualTo(400);
        }
    }

    @Test
    void aLongQueueComesPageByPage() {
        try (var served = Served.start(folder, WRONG)) {
            bury(served, 53);
            var first = served.get("/dead-letters").text();
            var next = NEXT.matcher(first);

            assertThat(letters(first)).hasSize(50);
            assertThat(next.find()).isTrue();
            var second = served.get(next.group(1)).text();
            assertThat(letters(second)).hasSize(3).doesNotContainAnyElementsOf(letters(first));
            assertThat(NEXT.matcher(second).find()).isFalse();
        }
    }

    @Test
    void aDiscardOfManyIsShownFirstAndWantsItsNumberTyped() {
        try (var served = Served.start(folder, WRONG)) {
            bury(served, 3);
            var asked = bulk(served, "discard", "all", "true");
            var shown = served.form("/dead-letters/confirm", asked);
            assertThat(shown.text()).contains("Discard 3 dead letters?", "3 schema-mismatch", "Type 3 to confirm");

            var untyped = served.form("/dead-letters/decide", with(asked, "count", "3"));
            assertThat(untyped.status()).isEqualTo(422);
            assertThat(untyped.text()).contains("Type 3, the number of dead letters, to confirm.");
            var done = served.form("/dead-letters/decide", with(asked, "count", "3", "typed", "3", "note", "spam"));
            assertThat(done.status()).isEqualTo(200);
            assertThat(done.text()).contains("Discarded", ">3<");
            assertThat(served.get("/v1/dead-letters?status=discarded").body().path("data")).hasSize(3);
        }
    }

    @Test
    void whatCameAfterTheListWasShownIsNotMeant() {
        try (var served = Served.start(folder, WRONG)) {
            bury(served, 2);
            var asked = bulk(served, "discard", "all", "true");
            bury(served, 3);

            served.form("/dead-letters/decide", with(asked, "count", "2", "typed", "2"));
            assertThat(letters(served.get("/dead-letters"))).hasSize(3);
        }
    }

    @Test
    void whenTheNumberChangedNothingIsDecidedAndItIsAskedAgain() {
        try (var served = Served.start(folder, WRONG)) {
            bury(served, 3);
            var asked = bulk(served, "discard", "all", "true");
            served.form(decide(served), List.of("version", "1", "do", "discard", "why", "mine"));

            var changed = served.form("/dead-letters/decide", with(asked, "count", "3", "typed", "3"));
            assertThat(changed.status()).isEqualTo(409);
            assertThat(changed.text()).contains("It was about 3, and is about 2 now", "Type 2 to confirm");
            assertThat(letters(served.get("/dead-letters"))).hasSize(2);
        }
    }

    @Test
    void aRetryOfTickedOnesSaysWhatItIsLikelyToCost() {
        try (var served = Tickets.serve(folder, "")) {
            Tickets.run(served, Tickets.RUN);
            var ids = letters(served.get("/dead-letters?reason=ungrounded"));
            var asked = bulk(served, "retry", "letter", ids.get(0), "letter", ids.get(2), "prompt", "pinned");
            var shown = served.form("/dead-letters/confirm", asked).text();
            assertThat(shown).contains("Retry 2 dead letters?", "about $0.00", Tickets.RUN)
                    .doesNotContain("to confirm");

            var calls = served.calls();
            assertThat(served.form("/dead-letters/decide", with(asked, "count", "2")).text()).contains("Asked again");
            served.get("/v1/runs/" + Tickets.RUN + "/events", "Accept", "text/event-stream");
            assertThat(served.calls()).isGreaterThan(calls + 1);
            assertThat(served.get("/v1/dead-letters?status=retried").body().path("data")).hasSize(2);
        }
    }

    @Test
    void nothingTickedDecidesNothing() {
        try (var served = Served.start(folder, WRONG)) {
            bury(served, 1);

            assertThat(served.form("/dead-letters/confirm", bulk(served, "discard")).text())
                    .contains("Nothing is ticked.");
        }
    }

    @Test
    void theExportIsAFileThatSpreadsheetsAndTheCommandLineRead() {
        try (var served = Served.start(folder, WRONG)) {
            served.post(Served.GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"=1+1\"}}");
            var csv = served.get("/dead-letters/export?format=csv");
            var jsonl = served.get("/dead-letters/export?format=jsonl&reason=schema-mismatch");

            assertThat(csv.header("Content-Type")).startsWith("text/csv");
            assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"dead-letters.csv\"");
            assertThat(csv.text()).startsWith("deadLetter,task,run,id,version").contains(",t-1,1,schema-mismatch,");
            assertThat(jsonl.header("Content-Disposition")).contains("dead-letters.jsonl");
            assertThat(Served.JSON.readTree(jsonl.text()).path("reason").asString()).isEqualTo("schema-mismatch");
            assertThat(served.get("/dead-letters/export?reason=other").text()).isEmpty();
        }
    }

    private static void bury(Served served, int count) {
        var run = "r" + served.calls();
        served.upload("/v1/tasks/triage/runs?run-id=" + run,
                IntStream.range(0, count).mapToObj(i -> "{\"ticket\":\"t" + i + "\"}\n").collect(Collectors.joining()));
        served.get("/v1/runs/" + run + "/events", "Accept", "text/event-stream");
    }

    private static String decide(Served served) {
        return "/dead-letters/" + letters(served.get("/dead-letters")).getFirst();
    }

    private static List<String> letters(Served.Reply page) {
        return letters(page.text());
    }

    private static List<String> letters(String page) {
        return LETTER.matcher(page).results().map(found -> found.group(1)).toList();
    }

    /// The form of the list as it is shown now.
    private static List<String> bulk(Served served, String action, String... more) {
        var until = UNTIL.matcher(served.get("/dead-letters").text());
        assertThat(until.find()).isTrue();
        return with(List.of("until", until.group(1), "do", action), more);
    }

    private static List<String> with(List<String> fields, String... more) {
        var all = new ArrayList<>(fields);
        all.addAll(List.of(more));
        return all;
    }
}
