package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One person's browser. Whatever ran, popped up, broke the pages' policy or asked another host on the way fails the test
/// when the visit ends.
final class Visit implements AutoCloseable {
    static final int WIDTH = 1280;
    static final int HEIGHT = 860;

    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    final Page page;
    private final BrowserContext context;
    private final Served served;
    private final List<String> incidents = new ArrayList<>();
    private int askedBeforeLeaving;

    Visit(BrowserContext context, Served served) {
        this.context = context;
        this.served = served;
        this.page = context.newPage();
        page.onDialog(this::dialog);
        page.onConsoleMessage(this::console);
        page.onPageError(error -> incidents.add("script error: " + error));
        page.onRequest(request -> {
            var host = URI.create(request.url()).getHost();
            if (host != null && !host.equals(served.uri("/").getHost())) {
                incidents.add("asked another host: " + host);
            }
        });
    }

    private void dialog(Dialog dialog) {
        if (dialog.type().equals("beforeunload")) {
            askedBeforeLeaving++;
        } else {
            incidents.add("dialog: " + dialog.message());
        }
        dialog.accept();
    }

    /// Chromium tells violations of the policy here. That a page has a status is no incident.
    private void console(ConsoleMessage message) {
        if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
            incidents.add("console: " + message.text());
        }
    }

    Visit open(String path) {
        page.navigate(served.uri(path).toString());
        return this;
    }

    Visit logIn(String token) {
        open("/login");
        presents(token);
        page.waitForURL(served.uri("/").toString());
        return this;
    }

    /// Fills in the login that is shown.
    void presents(String token) {
        page.getByLabel("Token").fill(token);
        page.locator("main button").click();
    }

    /// Ends the session at the server, as time does; the browser does not know.
    void endSession() {
        var cookie = context.cookies().getFirst();
        served.command("/logout", "Cookie", cookie.name + "=" + cookie.value, "Sec-Fetch-Site", "same-origin");
    }

    /// Logs in in another tab.
    void logInElsewhere(String token) {
        try (var tab = context.newPage()) {
            tab.navigate(served.uri("/login").toString());
            tab.getByLabel("Token").fill(token);
            tab.locator("main button").click();
            tab.waitForURL(served.uri("/").toString());
        }
    }

    /// Path and query of the page that is shown.
    String place() {
        var url = URI.create(page.url());
        return url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    }

    String text(String selector) {
        return page.locator(selector).first().innerText();
    }

    /// Waits until a part of the page says something.
    void sees(String selector, String text) {
        page.locator(selector, new Page.LocatorOptions().setHasText(text)).first().waitFor();
    }

    /// How often the browser asked whether typed text may be lost.
    int askedBeforeLeaving() {
        return askedBeforeLeaving;
    }

    /// Keeps a picture of the whole page, in light and in dark.
    void picture(String name) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        shoot(name + "-dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        shoot(name);
    }

    /// As high as the page is, so that what sticks to the window's edge stands where it belongs.
    private void shoot(String name) {
        page.setViewportSize(WIDTH, HEIGHT);
        int height = ((Number) page.evaluate("document.documentElement.scrollHeight")).intValue();
        page.setViewportSize(WIDTH, Math.max(HEIGHT, height));
        keep(name, SmallPng.of(page.screenshot()));
        page.setViewportSize(WIDTH, HEIGHT);
    }

    private static void keep(String name, byte[] png) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Holds the page against WCAG 2.2 AA, in light and in dark, as far as a program can.
    void assertAccessible() {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            var violations = new AxeBuilder(page)
                    .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                    .analyze()
                    .getViolations();
            assertThat(violations.stream()
                    .flatMap(rule -> rule.getNodes()
                            .stream()
                            .map(node -> rule.getId() + " at " + node.getTarget()
                                    + ": " + node.getFailureSummary())))
                    .as(place() + " in " + scheme)
                    .isEmpty();
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    @Override
    public void close() {
        context.close();
        assertThat(incidents).as("what happened during the visit").isEmpty();
    }
}
