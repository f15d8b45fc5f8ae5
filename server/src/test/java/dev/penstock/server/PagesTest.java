package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages of numbers: what they say, and what an operator does there.
class PagesTest {
    private static final String RUNS = "/v1/tasks/triage/runs";
    /// About every third item; which ones depends on their ids only.
    private static final Fault SOME = Fault.ofItems(FaultKind.SCHEMA_ENUM, 0.3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"/", "/runs", "/samples", "/prompts", "/prompts/triage", "/costs", "/endpoints", "/alerts"})
    void anEmptyProjectHasAllPages(String path) {
        try (var served = Served.start(folder, Scenario.clean())) {
            var page = served.get(path);

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
            assertThat(page.text()).contains("<h1>").contains("aria-current=\"page\"").doesNotContain("null");
        }
    }

    @Test
    void emptyPagesSayWhatComesNext() {
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(served.get("/").text()).contains("No run yet.", "penstock demo");
            assertThat(served.get("/runs").text()).contains("penstock run triage --input items.jsonl");
            assertThat(served.get("/samples").text()).contains("samples: { rate: 0.01 }");
            assertThat(served.get("/costs").text()).contains("Nothing was sent in that time.");
            assertThat(served.get("/endpoints").text()).contains("Not used since this server started.");
            assertThat(served.get("/alerts").text()).contains("No webhook is configured");
        }
    }

    @Test
    void aRunIsAccountedForAndItsErrorsAreSplit() {
        try (var served = Served.start(folder, Scenario.clean().and(SOME))) {
            served.upload(RUNS + "?run-id=r1", items(10));
            follow(served, "r1");
            long dead = dead(served, 10);
            var page = served.get("/runs/r1").text();

            assertThat(words(page)).contains("10 = " + (10 - dead) + " accepted + " + dead
                    + " dead-lettered + 0 discarded + 0 pending ✓ accounted for", "retryable 0",
                    "not retryable " + dead + " schema-mismatch " + dead, "SIMULATED", "complete");
            assertThat(page).contains("/dead-letters?run=r1&amp;reason=schema-mismatch").doesNotContain("0 accepted.");
            assertThat(words(served.get("/runs").text()))
                    .contains("r1 SIM triage ✓ complete 10 " + (10 - dead) + " " + dead + " 0");
            assertThat(words(served.get("/").text())).contains("To judge " + dead, "triage schema-mismatch " + dead);
        }
    }

    @Test
    void aRunWithNothingAcceptedSaysSoFirst() {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1)))) {
            served.upload(RUNS + "?run-id=r1", items(3));
            follow(served, "r1");

            assertThat(words(served.get("/runs/r1").text())).contains("0 accepted. 3 of 3 items finished and not one");
            assertThat(words(served.get("/runs").text())).contains("complete 0 accepted");
        }
    }

    @Test
    void itemsAndCallsComePageByPage() {
        try (var served = Served.start(folder, Scenario.clean().and(SOME))) {
            served.upload(RUNS + "?run-id=r1", items(5));
            follow(served, "r1");
            var first = served.get("/runs/r1?tab=items&limit=3").text();
            var calls = served.get("/runs/r1?tab=attempts&limit=3").text();

            assertThat(first).contains("<code>t1</code>", "<code>t3</code>").doesNotContain("<code>t4</code>");
            assertThat(served.get(next(first)).text()).contains("<code>t4</code>", "<code>t5</code>")
                    .doesNotContain("<code>t3</code>", "rel=\"next\"");
            assertThat(served.get(next(calls)).text()).contains("<code>t5</code>").doesNotContain("<code>t3</code>");
            assertThat(words(served.get("/runs/r1?tab=attempts&failed=true").text()))
                    .contains("rejected schema-mismatch")
                    .doesNotContain("passed");
            assertThat(served.get("/runs/r1?tab=items&status=dead").text()).contains("/dead-letters/dl_");
            assertThat(words(served.get("/runs/r1?tab=cost").text())).contains("useful", "rejected", "By model");
            assertThat(words(served.get("/runs/r1?tab=events").text())).contains("Nothing happened around this run");
            assertThat(served.get("/runs/r1?tab=nope").status()).isEqualTo(400);
            assertThat(served.get("/runs/r1?tab=items&cursor=x").status()).isEqualTo(400);
            assertThat(served.get("/runs/nope").status()).isEqualTo(404);
        }
    }

    @Test
    void runsComePageByPage() {
        try (var served = Served.start(folder, Scenario.clean())) {
            for (var run : List.of("r1", "r2", "r3")) {
                served.upload(RUNS + "?run-id=" + run, items(1));
                follow(served, run);
            }
            var first = served.get("/runs?limit=2").text();

            assertThat(first).contains("/runs/r3\"", "/runs/r2\"").doesNotContain("/runs/r1\"");
            assertThat(served.get(next(first)).text()).contains("/runs/r1\"").doesNotContain("/runs/r2\"");
        }
    }

    @Test
    void outputsAreSavedAndNeverShown() {
        try (var served = Served.start(folder, Scenario.clean().and(SOME))) {
            served.upload(RUNS + "?run-id=r1", items(8));
            follow(served, "r1");
            var accepted = served.get("/runs/r1/accepted.jsonl");

            assertThat(accepted.header("Content-Disposition")).isEqualTo("attachment; filename=\"r1-accepted.jsonl\"");
            assertThat(accepted.header("Content-Type")).startsWith("application/x-ndjson");
            assertThat(accepted.text()).isEqualTo(read("out/r1/accepted.jsonl"));
            assertThat(served.get("/runs/r1/dead-letters.jsonl").text()).isEqualTo(read("out/r1/dead-letters.jsonl"));
            assertThat(served.get("/runs/r1/report.json").body().at("/items/accepted").asInt())
                    .isEqualTo((int) (8 - dead(served, 8)));
        }
    }

    @Test
    void aRunIsCancelledByWhoeverTypesItsIdAndResumed() {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(100))))) {
            served.upload(RUNS + "?run-id=r1", items(60));
            var wrong = form(served, "/runs/r1/cancel", "confirm=r2");
            var right = form(served, "/runs/r1/cancel", "confirm=r1");
            follow(served, "r1");

            assertThat(wrong.status()).isEqualTo(422);
            assertThat(wrong.text()).contains("Nothing was cancelled: type the id of this run, r1");
            assertThat(right.header("Location")).isEqualTo("/runs/r1?done=cancel");
            assertThat(words(served.get("/runs/r1").text())).contains("cancelled by tester", "Resume");
            assertThat(form(served, "/runs/r1/cancel", "confirm=r1").status()).isEqualTo(409);
            assertThat(form(served, "/runs/r1/resume", "budget=much").status()).isEqualTo(400);
            assertThat(form(served, "/runs/r1/resume", "budget=5").header("Location"))
                    .isEqualTo("/runs/r1?done=resume");
            follow(served, "r1");
            assertThat(words(served.get("/runs/r1").text())).contains("60 = 60 accepted", "of $5.00");
        }
    }

    @Test
    void deadLettersOfARunGoBackToWork() {
        try (var served = Served.start(folder, Scenario.clean().and(SOME))) {
            served.upload(RUNS + "?run-id=r1", items(8));
            follow(served, "r1");
            long dead = dead(served, 8);
            assertThat(served.get("/runs/r1").text()).contains("Retry " + dead + " dead letter");
            assertThat(form(served, "/runs/r1/retry", "prompt=pinned").status()).isEqualTo(303);
            follow(served, "r1");
            assertThat(served.calls()).isEqualTo(8 + dead);
            assertThat(words(served.get("/runs/r1?tab=events").text())).contains("tester retry");
        }
    }

    @Test
    void costsAddUpAndGoIntoASpreadsheet() {
        try (var served = Served.start(folder, Scenario.clean().and(SOME))) {
            served.upload(RUNS + "?run-id=r1", items(5));
            follow(served, "r1");
            long accepted = 5 - dead(served, 5);
            var page = served.get("/costs");
            var csv = served.get("/costs.csv?by=task,purpose");

            assertThat(words(page.text())).contains("5 calls · " + accepted + " accepted", "By task", "By model",
                    "By day", "SIM");
            assertThat(page.text()).contains("<rect class=\"rejected\"");
            assertThat(csv.header("Content-Disposition")).contains("attachment", "costs.csv");
            assertThat(csv.text()).startsWith("task,purpose,calls,accepted")
                    .contains("triage,useful," + accepted + "," + accepted);
            assertThat(words(served.get("/costs?since=2020-01-01&until=2020-01-02").text()))
                    .contains("Nothing was sent");
            assertThat(served.get("/costs?since=soon").status()).isEqualTo(400);
            assertThat(served.get("/costs.csv?by=colour").status()).isEqualTo(400);
        }
    }

    @Test
    void aHaltedEndpointSaysWhyAndSinceWhen() {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.fromCall(FaultKind.UNAUTHORIZED, 3)))) {
            served.upload(RUNS + "?run-id=r1", items(10));
            follow(served, "r1");
            var page = words(served.get("/endpoints").text());
            while (page.contains("No endpoint ever left")) {
                page = words(served.get("/endpoints").text()); // it is looked at once a second
            }

            assertThat(page).contains("claude-haiku-4-5 ✖ halted", "401", "in flight 0 of 8 allowed", "2 passed",
                    "Nothing is sent here until somebody acts", "triage claude claude-haiku-4-5", "claude halted");
            assertThat(words(served.get("/").text())).contains("✖ halted");
        }
    }

    @Test
    void anOperatorGoesOnWithAllRunsThatAnEndpointHaltedOnceItIsMended() {
        try (var served = Served.start(folder, Scenario.clean()
                .and(new Fault(FaultKind.UNAUTHORIZED, new Fault.Share.OfCalls(1, 1, 8), 0, Fault.Options.NONE)))) {
            for (var run : List.of("r1", "r2")) {
                served.upload(RUNS + "?run-id=" + run, items(10));
                follow(served, run);
            }
            assertThat(words(served.get("/endpoints").text())).contains("2 runs were halted by it and wait. Resume…");
            assertThat(words(served.get("/endpoints/claude/resume").text())).contains("Resume the runs of claude?",
                    "r2 triage", "r1 triage", "its key is refused");
            assertThat(words(served.form("/endpoints/claude/resume", List.of("run", "r9")).text()))
                    .contains("No run was chosen");

            var both = served.form("/endpoints/claude/resume", List.of("run", "r1", "run", "r2"));
            assertThat(words(both.text())).contains("2 runs go on: r2 r1");
            follow(served, "r1");
            follow(served, "r2");
            while (served.get("/endpoints").text().contains("Resume…")) { // the key is refused eight times in all
                served.form("/endpoints/claude/resume", List.of("run", "r1", "run", "r2"));
                follow(served, "r1");
                follow(served, "r2");
            }
            assertThat(words(served.get("/runs").text())).contains("r2 SIM triage ✓ complete",
                    "r1 SIM triage ✓ complete");
            assertThat(served.get("/endpoints/nope/resume").status()).isEqualTo(404);
        }
    }

    @Test
    void aRunWhoseInputChangedIsNamedAmongThoseThatCannotGoOn() throws IOException {
        try (var served = Served.start(folder,
                Scenario.clean().and(Fault.fromCall(FaultKind.UNAUTHORIZED, 1)))) {
            served.upload(RUNS + "?run-id=r1", items(2_000));
            follow(served, "r1");
            Files.writeString(folder.resolve(".penstock/uploads/r1.jsonl"), items(1));

            assertThat(words(served.form("/endpoints/claude/resume", List.of("run", "r1")).text()))
                    .contains("r1 cannot go on: input", "has changed since run r1 started");
        }
    }

    @Test
    void versionsAreComparedSideBySide() throws IOException {
        try (var served = Served.start(folder, Scenario.clean())) {
            served.upload(RUNS + "?run-id=r1", items(2));
            follow(served, "r1");
            Files.writeString(folder.resolve("prompts/triage/user.md"), "Triage <b>this</b> ticket:\n{{ ticket }}\n");
            var page = served.get("/prompts/triage?from=r1&to=disk").text();

            assertThat(words(page)).contains("on disk never", "100.0%", "− removed: Triage this ticket:",
                    "+ added: Triage &lt;b&gt;this&lt;/b&gt; ticket:",
                    "penstock prompts render triage --input items.jsonl");
            assertThat(words(served.get("/prompts/triage?from=disk&to=disk").text())).contains("No difference.");
            assertThat(served.get("/prompts/triage?from=nope&to=disk").status()).isEqualTo(404);
            assertThat(served.get("/prompts/nope").status()).isEqualTo(404);
            assertThat(words(served.get("/prompts").text())).contains("triage", "claude-haiku-4-5");
        }
    }

    @Test
    void samplesAreJudgedBlindly() {
        try (var served = Served.start(folder, Scenario.clean(), "samples: { rate: 1 }\n")) {
            served.upload(RUNS + "?run-id=r1", items(3));
            follow(served, "r1");
            var samples = served.get("/v1/samples").body().path("data");
            var id = samples.get(0).path("sample").asString();
            var judged = form(served, "/samples/" + id + "/judge", "verdict=bad&reason=made+up&task=");

            assertThat(judged.status()).isEqualTo(303);
            assertThat(judged.header("Location"))
                    .isEqualTo("/samples/" + samples.get(1).path("sample").asString() + "?done=bad");
            assertThat(words(served.get("/samples/" + id).text())).contains("bad by tester", "made up",
                    "1 of 1 judged bad");
            assertThat(words(served.get("/samples").text())).contains("3 samples",
                    "1 of 1 judged bad: between 2.5% and 100.0%");
            assertThat(served.get("/samples?unjudged=true").text()).doesNotContain(id);
            assertThat(form(served, "/samples/" + id + "/judge", "verdict=maybe").status()).isEqualTo(400);
            assertThat(form(served, "/samples/nope/judge", "verdict=good").status()).isEqualTo(404);
        }
    }

    /// How many of the items were dead-lettered: some, not all.
    private static long dead(Served served, int items) {
        long dead = served.get("/v1/runs/r1").body().at("/items/deadLettered").asLong();
        assertThat(dead).isBetween(1L, items - 1L);
        return dead;
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// What a page says, without its tags.
    static String words(String page) {
        return page.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").replace(" .", ".");
    }

    private static String next(String page) {
        var link = Pattern.compile("href=\"([^\"]+)\"[^>]*rel=\"next\"|rel=\"next\"[^>]*href=\"([^\"]+)\"")
                .matcher(page);
        assertThat(link.find()).isTrue();
        return (link.group(1) == null ? link.group(2) : link.group(1)).replace("&amp;", "&").replaceAll("#.*", "");
    }

    private static Served.Reply form(Served served, String path, String fields) {
        return served.send(served.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", served.uri("/").toString().replaceAll("/$", ""))
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(fields)));
    }

    private static String items(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"id\":\"t" + i + "\",\"ticket\":\"ticket " + i + "\"}\n")
                .collect(Collectors.joining());
    }

    private static void follow(Served served, String run) {
        served.get("/v1/runs/" + run + "/events", "Accept", "text/event-stream");
    }
}
