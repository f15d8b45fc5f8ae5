package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pages, and what they are made of.
class ConsoleTest {
    private static final Pattern INLINE = Pattern.compile("\\son[a-z]+\\s*=|javascript:|<style|style=|\\$unsafe|hx-on");

    @TempDir
    Path folder;

    @Test
    void theOverviewShowsWhatWaits() {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1)))) {
            served.post(Served.GENERATIONS, Served.TICKET);
            served.post(Served.GENERATIONS, Served.TICKET);
            var page = served.get("/");

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'").doesNotContain("unsafe");
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
            assertThat(page.text()).contains("schema-mismatch", "tester (operator)", "SIMULATED");
            assertThat(PagesTest.words(page.text())).contains("To judge 2");
            assertThat(page.text()).doesNotContain("printer");
        }
    }

    @Test
    void whatPagesAreMadeOfComesFromHereAndIsNotSentTwice() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var page = served.get("/").text();
            var links = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page).results().toList();

            assertThat(links).hasSizeGreaterThan(2);
            for (var link : links) {
                var asset = served.get(link.group(1));
                assertThat(asset.status()).as(link.group(1)).isEqualTo(200);
                assertThat(served.get(link.group(1), "If-None-Match", asset.header("ETag")).status()).isEqualTo(304);
            }
            assertThat(page).doesNotContain("http://", "https://");
            assertThat(served.get("/assets/nope.js").status()).isEqualTo(404);
        }
    }

    @Test
    void withoutTokensThereIsNothingToLogInTo() {
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(served.get("/login").header("Location")).isEqualTo("/");
        }
    }

    /// The policy of the pages would block it; better found here than in a browser.
    @Test
    void noTemplateHasInlineCodeOrStyle() throws IOException {
        try (var templates = Files.walk(Path.of("src/main/jte"))) {
            for (var template : templates.filter(Files::isRegularFile).toList()) {
                assertThat(INLINE.matcher(Files.readString(template)).results()).as(template.toString()).isEmpty();
            }
        }
    }
}
