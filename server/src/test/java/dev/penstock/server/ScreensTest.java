package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Takes the pictures of the documentation: every page with what a help desk would have on it. `docs/screens/refresh` puts
/// them where they are shown.
class ScreensTest {
    private static final Page.GetByLabelOptions EXACTLY = new Page.GetByLabelOptions().setExact(true);

    @TempDir
    Path folder;

    @Test
    void everyPageHasItsPicture() throws IOException {
        try (var chromium = Chromium.start(); var served = HelpDesk.serve(folder)) {
            HelpDesk.run(served, "ticket-triage", "tickets-mon", 0, 240);
            HelpDesk.run(served, "ticket-second-look", "second-look-mon", 0, 60);
            HelpDesk.improvePrompt(folder);
            HelpDesk.run(served, "ticket-triage", "tickets-tue", 240, 240);
            judge(served);
            try (var bo = chromium.visit(served)) {
                bo.open("/").picture("login");
                bo.logIn(HelpDesk.BO.text());
                queue(bo);
                review(bo, served);
            }
            try (var olga = chromium.visit(served).logIn(HelpDesk.OLGA.text())) {
                numbers(olga, served);
                atWork(olga, served);
            }
        }
    }

    private static void judge(Served served) {
        var ana = List.of("Authorization", "Bearer " + HelpDesk.ANA.text()).toArray(String[]::new);
        var samples = served.get("/v1/samples?limit=20", ana).body().path("data");
        for (int i = 1; i < samples.size(); i++) {
            var verdict = i == 4
                    ? "{\"good\":false,\"reason\":\"Two parcels are meant, and the summary names one.\"}"
                    : "{\"good\":true}";
            served.post("/v1/samples/" + samples.path(i).path("sample").asString() + "/judge", verdict, ana);
        }
    }

    private static void queue(Visit bo) {
        bo.open("/dead-letters?run=tickets-tue").picture("dead-letters");
        bo.open("/dead-letters?run=tickets-tue&reason=schema-mismatch");
        bo.page.keyboard().press("*");
        bo.page.locator("button[value=retry]").click();
        bo.sees("h1", "Retry");
        bo.picture("bulk-retry");
    }

    private static void review(Visit bo, Served served) {
        bo.open("/dead-letters?run=tickets-mon&reason=ungrounded").page.locator("text=Review the first").click();
        bo.sees("h1", "ungrounded");
        bo.picture("review");
        var letter = bo.place().replaceFirst("\\?.*", "");
        var order = bo.page.getByLabel("order_id", EXACTLY);
        var right = bo.text("section[aria-labelledby=input] mark");
        order.fill(right + "-2");
        bo.page.locator("#note").fill("The parcel was split in two.");
        bo.page.keyboard().press("Control+Enter");
        bo.sees("[role=alert]", "It is not accepted");
        bo.picture("review-refused");
        order.fill(right);
        bo.sees("#verdict", "Every check passes");
        assertThat(served.post("/v1" + letter + "/accept", "{\"output\":" + corrected(served, letter, right)
                + ",\"reason\":\"two digits were swapped\"}", "If-Match", "\"1\"", "Authorization",
                "Bearer " + HelpDesk.ANA.text()).status()).isEqualTo(200);
        bo.page.keyboard().press("Control+Enter");
        bo.sees("h1", "Somebody was faster");
        bo.picture("conflict");
    }

    private static String corrected(Served served, String letter, String order) {
        var attempts = served.get("/v1" + letter, "Authorization", "Bearer " + HelpDesk.ANA.text())
                .body()
                .path("attempts");
        return attempts.path(attempts.size() - 1)
                .path("reply")
                .asString()
                .replaceAll("[A-W]-\\d{5}", order);
    }

    private static void numbers(Visit olga, Served served) {
        var sample = served.get("/v1/samples?limit=1", "Authorization", "Bearer " + HelpDesk.OLGA.text())
                .body()
                .at("/data/0/sample")
                .asString();
        picture(olga, "/runs/tickets-tue", "run");
        for (var tab : List.of("items", "attempts", "cost", "events")) {
            picture(olga, "/runs/tickets-tue?tab=" + tab, "run-" + tab);
        }
        picture(olga, "/samples?limit=12", "samples");
        picture(olga, "/samples/" + sample, "sample");
        picture(olga, "/prompts", "prompts");
        picture(olga, "/prompts/ticket-triage?from=tickets-mon&to=disk", "prompt-diff");
        picture(olga, "/costs", "costs");
        picture(olga, "/endpoints", "endpoints");
        olga.open("/alerts").sees("main", "dead-letters");
        olga.picture("alerts");
    }

    private static void picture(Visit visit, String page, String name) {
        visit.open(page).picture(name);
    }

    private static void atWork(Visit olga, Served served) {
        HelpDesk.start(served, "ticket-second-look", "second-look-night", 60, 400, "batch");
        olga.open("/runs/second-look-night").sees("#live", "Waits for 1 batch of 400");
        olga.picture("run-batches");
        HelpDesk.start(served, "ticket-triage", "tickets-wed", 480, 1_100, "sync");
        var finished = olga.open("/runs/tickets-wed").page.locator(".accounting strong").nth(1);
        olga.page.waitForCondition(() -> accepted(finished) > 200);
        picture(olga, "/runs/tickets-wed", "run-at-work");
        olga.open("/").sees("#live", "tickets-wed");
        olga.picture("overview");
        olga.open("/runs").picture("runs");
    }

    private static int accepted(Locator number) {
        return Integer.parseInt(number.innerText().replace(",", ""));
    }
}
