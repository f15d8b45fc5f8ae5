package dev.penstock.engine.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of docs/metrics.md is made from the code. `-Dpenstock.golden=write` writes it anew.
class MetricsPageTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final String HEAD = "| in a scrape | over OTLP | type | labels | what it is |\n|---|---|---|---|---|\n";

    @Test
    void theTableOfThePageIsTheOneOfTheCode() throws IOException {
        var page = Files.readString(PAGE);
        int begin = page.indexOf(HEAD);
        assertThat(begin).isPositive();
        int end = page.indexOf("\n\n", begin) + 1;
        if ("write".equals(System.getProperty("penstock.golden"))) {
            Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo(table());
        }
    }

    @Test
    void noLabelNamesARunAnItemAUserOrAText() {
        var labels = Metric.all()
                .stream()
                .flatMap(metric -> metric.labels().stream())
                .collect(Collectors.toSet());

        assertThat(labels).doesNotContain("run", "run_id", "item", "id", "user", "actor", "prompt_version", "url",
                "message", "detail");
    }

    private static String table() {
        return Metric.all().stream().map(MetricsPageTest::row).collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(Metric metric) {
        var unit = metric.unit().startsWith("{") ? "" : ", " + metric.unit();
        return "| `" + metric.scraped() + "` | `" + metric.id() + "` | " + metric.kind().label() + unit + " | "
                + String.join(", ", metric.scrapedLabels()) + " | " + metric.says() + " |\n";
    }
}
