package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.signal.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The files of `ops/` name what there is.
class OpsTest {
    private static final Path OPS = Path.of("../ops");
    private static final Pattern METRIC = Pattern.compile("\\b(?:penstock|gen_ai|http_server|jvm)_[a-z0-9_]+\\b(?!=)");
    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z][a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");

    @TempDir
    Path folder;

    @Test
    void everyMetricOfTheRulesAndTheDashboardIsInAScrape() throws IOException {
        try (var served = MetricsTest.start(folder)) {
            var scraped = ScrapedMetrics.of(MetricsTest.busy(served)).names();

            assertThat(names(rules())).isNotEmpty().allSatisfy(name -> assertThat(scraped).contains(name));
            assertThat(names(dashboard())).hasSizeGreaterThan(25)
                    .allSatisfy(name -> assertThat(scraped).contains(name));
        }
    }

    @Test
    void everyLabelThatASelectorNamesIsOneOfItsMetric() throws IOException {
        Map<String, List<String>> labels = Metric.all()
                .stream()
                .collect(Collectors.toMap(Metric::scraped, Metric::scrapedLabels));
        for (var selector : SELECTOR.matcher(rules() + dashboard()).results().toList()) {
            var name = selector.group(1).replaceAll("_(bucket|sum|count)$", "");
            var named = LABEL.matcher(selector.group(2)).results().map(match -> match.group(1)).toList();

            assertThat(labels.getOrDefault(name, labels.getOrDefault(selector.group(1), List.of())))
                    .as(selector.group())
                    .containsAll(named);
        }
    }

    @Test
    void everyPanelHasItsPlaceAndAQuery() throws IOException {
        var panels = Served.JSON.readTree(Files.readString(OPS.resolve("grafana-dashboard.json"))).path("panels");

        assertThat(panels.valueStream().map(panel -> panel.path("id").asInt()).distinct().count())
                .isEqualTo(panels.size());
        assertThat(panels.valueStream().filter(panel -> panel.path("type").asString().equals("row"))).hasSize(6);
        assertThat(panels.valueStream()).filteredOn(panel -> !panel.path("type").asString().equals("row"))
                .allSatisfy(panel -> assertThat(panel.at("/targets/0/expr").asString()).isNotBlank());
    }

    private static List<String> names(String queries) {
        return METRIC.matcher(queries).results().map(MatchResult::group).distinct().toList();
    }

    private static String rules() throws IOException {
        return Files.readString(OPS.resolve("prometheus-rules.yaml")).replaceAll("(?m)^#.*$", "");
    }

    private static String dashboard() throws IOException {
        return Served.JSON.readTree(Files.readString(OPS.resolve("grafana-dashboard.json")))
                .path("panels")
                .valueStream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr"))
                .map(JsonNode::asString)
                .collect(Collectors.joining("\n"));
    }
}
