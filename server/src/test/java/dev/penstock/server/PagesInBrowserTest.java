package dev.penstock.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of numbers in a browser: they move by themselves, everybody can use them, and nothing that is shown is obeyed.
class PagesInBrowserTest {
    private static final String RUNS = "/v1/tasks/triage/runs";
    private static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)></textarea></pre>"
            + "<svg onload=alert(3)> javascript:alert(4) {{ 7*7 }} \u2028\u202Eevil\u202C \u200B '\"` <!-- hx-get=/ ";
    private static final String HOSTILE_ID = "\"><script>alert(1)</script>\u202E";

    private static Chromium chromium;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void endBrowser() {
        chromium.close();
    }

    @Test
    void aRunAtWorkMovesByItselfUntilItIsPaused() {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(300))));
                var visit = chromium.visit(served)) {
            served.upload(RUNS + "?run-id=r1", items(2_000));
            visit.open("/runs/r1");
            var first = accounting(visit);
            visit.page.waitForCondition(() -> !accounting(visit).equals(first));

            assertThat(accounting(visit)).startsWith("2,000 = ").endsWith("accounted for");
            visit.page.locator("[data-does=pause]").click();
            assertThat(visit.page.locator("[data-does=pause]")).hasAttribute("aria-pressed", "true");
            served.command("/v1/runs/r1/cancel");
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");
            assertThat(visit.page.locator("#live")).containsText("running");
            visit.page.locator("[data-does=pause]").click();
            assertThat(visit.page.locator("#live")).containsText("cancelled");
        }
    }

    @Test
    void everyPageIsAccessibleAndFitsASmallScreen() throws IOException {
        try (var served = Served.start(folder, Scenario.clean()
                .and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 0.2))
                .and(Fault.ofItems(FaultKind.REFUSAL, 0.1))
                .and(Fault.ofCalls(FaultKind.SERVER_ERROR, 0.1)), "samples: { rate: 0.3 }\nbudget: { run-usd: 25 }\n");
                var visit = chromium.visit(served)) {
            served.upload(RUNS + "?run-id=r_7F3K", items(60));
            served.get("/v1/runs/r_7F3K/events", "Accept", "text/event-stream");
            Files.writeString(folder.resolve("prompts/triage/user.md"),
                    "Triage this ticket. Be brief.\n{{ ticket }}\n");
            var sample = served.get("/v1/samples").body().at("/data/0/sample").asString();
            var pages = List.of("/", "/runs", "/runs/r_7F3K", "/runs/r_7F3K?tab=items", "/runs/r_7F3K?tab=attempts",
                    "/runs/r_7F3K?tab=cost", "/runs/r_7F3K?tab=events", "/samples", "/samples/" + sample, "/prompts",
                    "/prompts/triage?from=r_7F3K&to=disk", "/costs", "/endpoints", "/alerts");
            for (var page : pages) {
                visit.open(page);
                visit.assertAccessible();
                visit.page.setViewportSize(320, 800);
                assertThat((Integer) visit.page.evaluate("document.documentElement.scrollWidth")).as(page)
                        .isLessThanOrEqualTo(320);
                visit.page.setViewportSize(1280, 860);
            }
        }
    }

    @Test
    void aRunIsCancelledAndSamplesAreJudgedWithoutScripts() {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(100))),
                "samples: { rate: 1 }\n"); var visit = chromium.visitWithoutScripts(served)) {
            served.upload(RUNS + "?run-id=r1", items(200));
            visit.open("/runs").page.getByText("Cancel…").click();
            visit.page.getByLabel("To cancel, type").fill("r1");
            visit.page.getByText("Cancel this run").click();
            assertThat(visit.page.locator("[role=status]")).containsText("It ends");
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");

            visit.open("/samples").page.getByText("Judge the next").click();
            var first = visit.place();
            visit.page.getByLabel("Why").fill("invented");
            visit.page.locator("button[value=bad]").click();
            assertThat(visit.page.locator("[role=status]")).containsText("Judged bad.");
            assertThat(visit.place()).isNotEqualTo(first);
            assertThat(visit.open(first).text("main")).contains("bad by tester", "invented");
        }
    }

    @Test
    void nothingThatIsShownIsObeyed() throws IOException {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1)),
                "samples: { rate: 1 }\n"); var visit = chromium.visit(served)) {
            served.upload(RUNS + "?run-id=r1",
                    "{\"id\":" + quoted(HOSTILE_ID) + ",\"ticket\":" + quoted(HOSTILE) + "}\n");
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");
            var task = folder.resolve("prompts/triage");
            Files.writeString(task.resolve("user.md"),
                    "Triage\n" + HOSTILE.replace("{{ 7*7 }}", "") + "\n{{ ticket }}\n");
            Files.writeString(task.resolve("task.yaml"), Files.readString(task.resolve("task.yaml")) + "description: "
                    + quoted(HOSTILE) + "\n");
            var sample = served.get("/v1/samples").body().at("/data/0/sample").asString();
            served.post("/v1/samples/" + sample + "/judge", "{\"good\":false,\"reason\":" + quoted(HOSTILE) + "}");

            for (var page : List.of("/", "/runs", "/runs/r1", "/runs/r1?tab=items", "/runs/r1?tab=attempts",
                    "/runs/r1?tab=events", "/samples", "/samples/" + sample, "/prompts",
                    "/prompts/triage?from=r1&to=disk", "/costs", "/endpoints", "/alerts")) {
                visit.open(page);
                assertThat((Boolean) visit.page
                        .evaluate(
                                "document.querySelectorAll('script:not([src]), main script, main img, svg[onload]').length == 0"))
                        .as(page)
                        .isTrue();
            }
            assertThat(visit.open("/samples/" + sample).text("main")).contains("<script>alert(1)</script>", "U+202E");
        }
    }

    private static String accounting(Visit visit) {
        return visit.text(".accounting");
    }

    private static String quoted(String text) {
        return Served.JSON.writeValueAsString(text);
    }

    private static String items(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"id\":\"t" + i + "\",\"ticket\":\"The order A-" + (77_000 + i) + " never came.\"}\n")
                .collect(Collectors.joining());
    }
}
