package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.penstock.engine.Project;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reviewer's whole way, in a browser: find, read, edit, decide, see it in the export.
class ReviewTest {
    private static final String UNGROUNDED = "/dead-letters?reason=ungrounded";
    private static final Page.GetByLabelOptions EXACTLY = new Page.GetByLabelOptions().setExact(true);

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
    void aReviewerFindsReadsEditsAndAccepts() throws IOException {
        try (var served = served(); var visit = chromium.visit(served).open("/dead-letters")) {
            visit.assertAccessible();
            visit.page.locator("tbody a", containing("ungrounded")).first().click();
            assertThat(visit.place()).contains("reason=ungrounded");
            visit.page.locator("text=Review the first").click();

            assertThat(visit.text("h1")).contains("ungrounded");
            visit.sees("nav[aria-label=Queue]", "1 of 3");
            assertThat(visit.text(".why")).contains("was asked to be copied from the input", "Nearest:",
                    "2 digits swapped", "2 others like this");
            var nearest = visit.text("section[aria-labelledby=input] mark");
            assertThat(visit.text(".why")).contains(nearest);
            assertThat(visit.page.locator("section[aria-labelledby=prompt] details").count()).isEqualTo(2);
            visit.assertAccessible();

            var order = visit.page.getByLabel("order_id", EXACTLY);
            order.fill("A-00000");
            visit.sees("#verdict", "A-00000");
            visit.page.keyboard().press("Control+Enter");
            visit.sees("[role=alert]", "It is not accepted");
            assertThat(order.inputValue()).isEqualTo("A-00000");

            order.fill(nearest);
            visit.sees("#verdict", "Every check passes");
            visit.picture("review-passes");
            visit.page.keyboard().press("Control+Enter");
            visit.sees("[role=status]", "was accepted.");
            visit.sees("nav[aria-label=Queue]", "1 of 2");

            try (var records = Project.open(folder, _ -> null).records()) {
                var out = records.export(Tickets.RUN, folder.resolve("again"));
                assertThat(Files.readString(out.resolve("accepted.jsonl"))).contains(nearest, "corrected");
            }
        }
    }

    @Test
    void ofTwoReviewersOneWinsAndTheOtherKeepsTheirText() {
        try (var served = served();
                var ana = chromium.visit(served).open(UNGROUNDED);
                var bo = chromium.visit(served).open(UNGROUNDED)) {
            ana.page.locator("text=Review the first").click();
            ana.sees("nav[aria-label=Queue]", "1 of 3");
            bo.open(ana.place());
            bo.page.getByLabel("summary", EXACTLY).fill("Bo took a long time to write this sentence.");
            ana.page.keyboard().press("x");
            ana.page.keyboard().type("a test order");
            ana.page.keyboard().press("Enter");
            ana.sees("[role=status]", "was discarded.");

            bo.sees("#verdict", "decided meanwhile");
            bo.page.getByLabel("Note", EXACTLY).fill("looks right");
            bo.page.locator("button[value=accept]").click();
            assertThat(bo.text("h1")).isEqualTo("Somebody was faster");
            assertThat(bo.text("main")).contains("tester discarded it", "a test order");
            assertThat(bo.page.locator("#typed").inputValue()).contains("Bo took a long time");
            assertThat(bo.page.locator("#typed-note").inputValue()).isEqualTo("looks right");
            bo.assertAccessible();
            bo.page.keyboard().press("j");
            bo.sees("nav[aria-label=Queue]", "1 of 2");
        }
    }

    @Test
    void theWholeWayCanBeGoneByKeys() {
        try (var served = served(); var visit = chromium.visit(served).open("/")) {
            var keys = visit.page.keyboard();
            keys.press("g");
            keys.press("d");
            visit.page.waitForURL(served.uri("/dead-letters").toString());
            keys.press("j");
            keys.press("Enter");
            visit.page.waitForURL("**reason=schema-mismatch**");
            keys.press("j");
            keys.press("j");
            keys.press("k");
            keys.press(" ");
            assertThat(visit.page.locator("input[name=letter]:checked").count()).isEqualTo(1);
            keys.press("Enter");
            visit.sees("nav[aria-label=Queue]", "1 of 5");
            var first = visit.place();
            keys.press("j");
            visit.sees("nav[aria-label=Queue]", "2 of 5");
            keys.press("k");
            visit.page.waitForURL(served.uri(first).toString());
            keys.press("2");
            visit.page.locator("textarea[name=output]").waitFor();
            keys.press("3");
            visit.page.locator("button[value=raw][aria-pressed=true]").waitFor();
            keys.press("1");
            visit.page.locator("button[value=form][aria-pressed=true]").waitFor();
            keys.press("a");
            visit.sees("[role=alert]", "It is not accepted");
            keys.press("e");
            assertThat(visit.page.locator("#editor :focus").count()).isEqualTo(1);
            keys.press("Escape");
            keys.press("n");
            keys.type("ja"); // letters in a field are text
            assertThat(visit.page.locator("#note").inputValue()).isEqualTo("ja");
            keys.press("Escape");
            keys.press("x");
            keys.type("nonsense");
            keys.press("Enter");
            visit.sees("[role=status]", "was discarded.");
            keys.press("s");
            visit.sees("nav[aria-label=Queue]", "2 of 4");
            keys.press("r");
            visit.picture("review-retry");
            keys.press("Enter");
            visit.sees("[role=status]", "was retried.");
        }
    }

    @Test
    void manyAreRetriedAtOnceAfterTheirNumberAndCostWereShown() {
        try (var served = served(); var visit = chromium.visit(served).open("/dead-letters?reason=schema-mismatch")) {
            visit.page.keyboard().press("*");
            visit.page.locator("button[value=retry]").click();
            assertThat(visit.text("main")).contains("Retry 5 dead letters?", "about $0.00");
            visit.assertAccessible();
            visit.page.locator("main button[type=submit]").click();
            assertThat(visit.text("main")).contains("Asked again", "5");
            visit.assertAccessible();
            visit.picture("bulk-done");
            visit.open("/dead-letters?status=retried");
            assertThat(visit.text("h1 + p")).contains("5 retried");
            visit.assertAccessible();
        }
    }

    @Test
    void everythingWorksWithoutScripts() {
        try (var served = served(); var visit = chromium.visitWithoutScripts(served).open(UNGROUNDED)) {
            visit.page.locator("text=Review the first").click();
            var nearest = visit.text("section[aria-labelledby=input] mark");
            visit.page.locator("button[value=json]").click();
            var json = visit.page.locator("textarea[name=output]");
            json.fill(json.inputValue().replaceFirst("[A-L]-\\d{5}", nearest));
            visit.page.locator("button[value=form]").click();
            assertThat(visit.page.getByLabel("order_id", EXACTLY).inputValue()).isEqualTo(nearest);
            assertThat(visit.text("#verdict")).contains("Every check passes");
            visit.picture("review-without-scripts");
            visit.page.locator("button[value=accept]").click();
            visit.sees("[role=status]", "was accepted.");
            visit.page.locator("summary", containing("Discard")).click();
            visit.page.locator("#why").fill("spam");
            visit.page.locator("button[value=discard]").click();
            visit.sees("[role=status]", "was discarded.");
        }
    }

    @Test
    void theBrowserAsksBeforeTypedTextIsLost() {
        try (var served = served(); var visit = chromium.visit(served).open(UNGROUNDED)) {
            visit.page.locator("text=Review the first").click();
            visit.sees("nav[aria-label=Queue]", "1 of 3");
            visit.page.keyboard().press("j");
            visit.sees("nav[aria-label=Queue]", "2 of 3");
            assertThat(visit.askedBeforeLeaving()).isZero();
            visit.page.getByLabel("summary", EXACTLY).fill("half a sentence");
            visit.page.keyboard().press("Escape");
            visit.page.keyboard().press("k");
            visit.sees("nav[aria-label=Queue]", "1 of 3");
            assertThat(visit.askedBeforeLeaving()).isEqualTo(1);
        }
    }

    @Test
    void hostileTextIsOnlyEverText() {
        try (var served = Tickets.hostile(folder); var visit = chromium.visit(served)) {
            Tickets.runHostile(served, Tickets.RUN);
            visit.open("/dead-letters");
            assertThat(visit.text("tbody")).contains("<script>alert(1)</script>");
            visit.picture("hostile-list");
            visit.page.locator("text=Review the first").click();
            assertThat(visit.text(".why")).contains("<script>alert(1)</script>");
            assertThat(visit.page.locator("main .sign", containing("U+202E")).count()).isPositive();
            visit.page.locator("details:not(.menu) > summary").all().forEach(Locator::click);
            visit.assertAccessible();
            visit.picture("hostile-review");
            for (var view : List.of("json", "raw", "form")) {
                visit.page.locator("button[value=" + view + "]").click();
            }
            assertThat(visit.page.getByLabel("summary", EXACTLY).inputValue()).isEqualTo(Tickets.HOSTILE);
            visit.page.locator("#note").fill(Tickets.HOSTILE);
            visit.sees("#verdict", "check says no");
            visit.page.locator("button[value=accept]").click();
            visit.sees("[role=alert]", "It is not accepted");
            var letter = visit.place();
            visit.page.locator("summary", containing("Discard")).click();
            visit.page.locator("#why").fill(Tickets.HOSTILE);
            visit.page.locator("button[value=discard]").click();
            visit.open(letter);
            assertThat(visit.text("section[aria-labelledby=history]")).contains("<script>alert(1)</script>");
            visit.open("/dead-letters?reason=" + URLEncoder.encode(Tickets.HOSTILE.substring(0, 80),
                    StandardCharsets.UTF_8));
            assertThat(visit.page.locator("#reason").inputValue()).startsWith("<script>");
        }
    }

    private Served served() {
        var served = Tickets.serve(folder, "");
        Tickets.run(served, Tickets.RUN);
        return served;
    }

    private static Page.LocatorOptions containing(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }
}
