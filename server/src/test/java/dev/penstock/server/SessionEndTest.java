package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.penstock.server.access.NewToken;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A session that ends while a reviewer types costs them a login, and not a letter.
class SessionEndTest {
    private static final String UNGROUNDED = "/dead-letters?reason=ungrounded";
    private static final String SENTENCE = "Bo typed \"this\" <b>with care</b> & for long.";
    private static final Page.GetByLabelOptions EXACTLY = new Page.GetByLabelOptions().setExact(true);

    private static Chromium chromium;

    @TempDir
    Path folder;

    private final NewToken bo = NewToken.of("bo:reviewer");
    private Served served;

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void endBrowser() {
        chromium.close();
    }

    @BeforeEach
    void serve() {
        var op = NewToken.of("op:operator");
        served = Tickets.serve(folder, "server: { tokens: { " + bo.line() + ", " + op.line() + " } }\n");
        Tickets.run(served, Tickets.RUN, op);
    }

    @Test
    void whatWasTypedComesThroughTheLoginAndIsStillUndecided() {
        try (var theirs = served; var visit = chromium.visit(theirs).logIn(bo.text())) {
            var review = fillIn(visit);
            visit.endSession();
            visit.page.keyboard().press("Control+Enter");
            visit.sees("[role=alert]", "What you typed is kept");
            visit.assertAccessible();
            visit.picture("login-again");
            visit.presents("wrong");
            visit.sees("[role=alert]", "This token is not valid.");
            visit.presents(bo.text());

            visit.sees("[role=status]", "You are logged in again. Nothing was decided yet");
            assertThat(visit.place()).isEqualTo(review.replaceFirst("\\?.*", ""));
            assertThat(visit.page.getByLabel("summary", EXACTLY).inputValue()).isEqualTo(SENTENCE);
            assertThat(visit.page.locator("#note").inputValue()).isEqualTo("two\u2028lines");
            visit.sees("nav[aria-label=Queue]", "1 of 3");
            visit.page.locator("text=Queue").first().click();
            assertThat(visit.askedBeforeLeaving()).isEqualTo(1);
            assertThat(served.log).noneMatch(line -> line.contains("Bo typed"));
        }
    }

    @Test
    void withoutScriptsOneMoreButtonLeadsBack() {
        try (var theirs = served; var visit = chromium.visitWithoutScripts(theirs).logIn(bo.text())) {
            fillIn(visit);
            visit.endSession();
            visit.page.locator("button[value=accept]").click();
            visit.presents(bo.text());
            visit.sees("h1", "Logged in");
            visit.page.locator("main button").click();

            assertThat(visit.page.getByLabel("summary", EXACTLY).inputValue()).isEqualTo(SENTENCE);
        }
    }

    @Test
    void theCheckWhileTypingSaysSoAndLeavesTheTextAlone() {
        try (var theirs = served; var visit = chromium.visit(theirs).logIn(bo.text())) {
            visit.open(UNGROUNDED).page.locator("text=Review the first").click();
            var review = visit.place();
            visit.endSession();
            visit.page.getByLabel("summary", EXACTLY).fill(SENTENCE);
            visit.sees("#verdict", "Your session is over.");
            visit.assertAccessible();
            visit.picture("review-session-over");

            assertThat(visit.place()).isEqualTo(review);
            assertThat(visit.page.getByLabel("summary", EXACTLY).inputValue()).isEqualTo(SENTENCE);
            visit.logInElsewhere(bo.text());
            visit.page.getByLabel("summary", EXACTLY).fill(SENTENCE + " More.");
            visit.sees("#verdict", "check says no");
            assertThat(visit.page.getByLabel("summary", EXACTLY).inputValue()).isEqualTo(SENTENCE + " More.");
        }
    }

    @Test
    void whatWasDecidedMeanwhileShowsWhatWasTypedAndByWhom() {
        try (var theirs = served; var visit = chromium.visit(theirs).logIn(bo.text())) {
            var letter = fillIn(visit).replaceFirst("\\?.*", "");
            visit.endSession();
            visit.page.keyboard().press("Control+Enter");
            visit.sees("[role=alert]", "What you typed is kept");
            assertThat(theirs.command("/v1" + letter + "/discard", "If-Match", "\"1\"", "Authorization",
                    "Bearer " + bo.text()).status()).isLessThan(300);
            visit.presents(bo.text());

            visit.sees("h1", "Somebody was faster");
            assertThat(visit.page.locator("#typed").inputValue()).contains("with care");
        }
    }

    /// @return where the review is
    private static String fillIn(Visit visit) {
        visit.open(UNGROUNDED).page.locator("text=Review the first").click();
        visit.sees("nav[aria-label=Queue]", "1 of 3");
        visit.page.getByLabel("summary", EXACTLY).fill(SENTENCE);
        visit.page.locator("#note").fill("two\u2028lines");
        return visit.place();
    }
}
