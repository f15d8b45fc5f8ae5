package dev.penstock.server;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The machine's Chromium, without a window. One for all tests of a class; each test visits with a profile of its own.
final class Chromium implements AutoCloseable {
    private static final String PLACE = "PENSTOCK_CHROMIUM";
    private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// @throws AssertionError if there is none on this machine; says how to get it
    static Chromium start() {
        var program = program();
        var playwright = Playwright
                .create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        boolean root = "root".equals(System.getProperty("user.name"));
        var browser = playwright.chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(program)
                        .setArgs(root ? List.of("--no-sandbox") : List.of()));
        return new Chromium(playwright, browser);
    }

    private static Path program() {
        return Stream.concat(Optional.ofNullable(System.getenv(PLACE)).stream(), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the browser tests need Chromium, which is not on this machine: "
                        + "apt-get install chromium, or set " + PLACE + " to its program"));
    }

    /// Somebody who looks at the console of a server, from nothing: no cookies, no settings.
    Visit visit(Served served) {
        return new Visit(browser.newContext(new Browser.NewContextOptions().setViewportSize(Visit.WIDTH, Visit.HEIGHT)),
                served);
    }

    /// The same with scripts switched off.
    Visit visitWithoutScripts(Served served) {
        return new Visit(browser
                .newContext(new Browser.NewContextOptions().setViewportSize(Visit.WIDTH, Visit.HEIGHT)
                        .setJavaScriptEnabled(false)),
                served);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
