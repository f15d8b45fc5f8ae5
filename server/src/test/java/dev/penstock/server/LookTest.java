package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.penstock.server.access.NewToken;
import dev.penstock.simulator.Scenario;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is around every page: themes, keys, the way in.
class LookTest {
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
    void theThemeFollowsTheSystemUntilSomebodyChooses() {
        try (var served = Served.start(folder, Scenario.clean()); var visit = chromium.visit(served).open("/")) {
            var theme = visit.page.locator("[data-does=theme]");

            assertThat(theme.innerText()).isEqualTo("Theme: system");
            theme.click();
            assertThat(visit.open("/").page.locator("html").getAttribute("data-theme")).isEqualTo("dark");
            assertThat(ground(visit)).isEqualTo("rgb(15, 20, 25)");
            theme.click();
            assertThat(ground(visit)).isEqualTo("rgb(255, 255, 255)");
            theme.click();
            assertThat(theme.innerText()).isEqualTo("Theme: system");
        }
    }

    @Test
    void twoKeysLeadToAPageAndCanBeSwitchedOff() {
        try (var served = Served.start(folder, Scenario.clean()); var visit = chromium.visit(served).open("/login")) {
            visit.page.keyboard().press("?");
            visit.page.locator("#keys").waitFor();
            visit.assertAccessible();
            visit.page.locator("[data-does=keys]").uncheck();
            visit.page.keyboard().press("Escape");
            visit.page.keyboard().press("?");
            assertThat(visit.page.locator("#keys").isVisible()).isFalse();
            visit.page.locator("[data-does=help]").click();
            visit.page.locator("[data-does=keys]").check();
            visit.page.keyboard().press("Escape");
            visit.page.locator("#keys")
                    .waitFor(new Locator.WaitForOptions()
                            .setState(WaitForSelectorState.HIDDEN));
            visit.page.keyboard().press("g");
            visit.page.keyboard().press("o");
            assertThat(visit.place()).isEqualTo("/");
        }
    }

    @Test
    void whoeverHasATokenLogsInAndOut() {
        var bo = NewToken.of("bo:reviewer");
        try (var served = Served.start(folder, Scenario.clean(), "server: { tokens: { " + bo.line() + " } }\n");
                var visit = chromium.visit(served).open("/dead-letters")) {
            assertThat(visit.place()).isEqualTo("/login");
            visit.assertAccessible();
            visit.logIn(bo.text());
            assertThat(visit.text(".who")).isEqualTo("bo (reviewer)");
            visit.page.locator("text=Log out").click();
            assertThat(visit.place()).isEqualTo("/login");
            assertThat(visit.open("/").place()).isEqualTo("/login");
        }
    }

    @Test
    void theOverviewIsAccessible() {
        try (var served = Served.start(folder, Scenario.clean()); var visit = chromium.visit(served).open("/")) {
            visit.assertAccessible();
            visit.picture("overview-empty");
        }
    }

    private static String ground(Visit visit) {
        return (String) visit.page.evaluate("getComputedStyle(document.body).backgroundColor");
    }
}
