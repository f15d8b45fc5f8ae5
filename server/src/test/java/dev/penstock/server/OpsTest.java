package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.signal.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The files of `ops/` name what there is.
class OpsTest {
    private static final Path OPS = Path.of("../ops");
    private static final Pattern METRIC = Pattern.compile("\\b(?:penstock|gen_ai|http_server|jvm)_[a-z0-9_]+\\b(?!=)");
    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z][a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");

    @TempDir
    Path folder;

    @Test
    void everyMetricOfTheRulesAndTheDashboardIsInAScrape() throws IOException {
        try (var served = MetricsTest.start(folder)) {
            var scraped = ScrapedMetrics.of(MetricsTest.busy(served)).names();

            assertThat(names(rules())).isNotEmpty().allSatisfy(name -> assertThat(scraped).contains(name));
            assertThat(names(String.join("\n", queries()))).hasSizeGreaterThan(25)
                    .allSatisfy(name -> assertThat(scraped).contains(name));
        }
    }

    @Test
    void everyLabelThatASelectorNamesIsOneOfItsMetric() throws IOException {
        Map<String, List<String>> labels = Metric.all()
                .stream()
                .collect(Collectors.toMap(Metric::scraped, Metric::scrapedLabels));
        for (var selector : SELECTOR.matcher(rules() + queries()).results().toList()) {
            var name = selector.group(1).replaceAll("_(bucket|sum|count)$", "");
            var named = LABEL.matcher(selector.group(2)).results().map(match -> match.group(1)).toList();

            assertThat(labels.getOrDefault(name, labels.getOrDefault(selector.group(1), List.of())))
                    .as(selector.group())
                    .containsAll(named);
        }
    }

    @Test
    void everyPanelHasAPlaceOfItsOwn() throws IOException {
        var taken = new HashSet<String>();
        for (var panel : panels()) {
            var place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).as(title(panel)).isLessThanOrEqualTo(24);
            for (int x = place.path("x").asInt(); x < place.path("x").asInt() + place.path("w").asInt(); x++) {
                for (int y = place.path("y").asInt(); y < place.path("y").asInt() + place.path("h").asInt(); y++) {
                    assertThat(taken.add(x + " " + y)).as(title(panel) + " overlaps another panel").isTrue();
                }
            }
        }

        assertThat(panels()).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(panels()).filteredOn(OpsTest::isRow).hasSize(6);
    }

    @Test
    void everyPanelShowsQueriesOfTheChosenPrometheusWithALegend() throws IOException {
        for (var panel : panels().stream().filter(panel -> !isRow(panel)).toList()) {
            assertThat(panel.path("type").asString()).as(title(panel)).isIn("timeseries", "stat", "table");
            assertThat(panel.path("targets")).as(title(panel)).isNotEmpty();
            assertThat(panel.at("/datasource/uid").asString()).as(title(panel)).isEqualTo("${datasource}");
            assertThat(panel.path("targets").valueStream()).as(title(panel)).allSatisfy(target -> {
                assertThat(target.at("/datasource/uid").asString()).isEqualTo("${datasource}");
                assertThat(target.path("expr").asString()).isNotBlank();
                assertThat(target.path("legendFormat").asString().isEmpty())
                        .isEqualTo(panel.path("type").asString().equals("table"));
            });
            assertThat(panel.path("targets").valueStream().map(target -> target.path("refId").asString()))
                    .as(title(panel))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyLegendNamesLabelsThatItsQueryKeeps() throws IOException {
        for (var target : panels().stream().flatMap(panel -> panel.path("targets").valueStream()).toList()) {
            var expr = target.path("expr").asString();
            var by = BY.matcher(expr);
            var kept = by.find()
                    ? List.of(by.group(1).split(" *, *", -1))
                    : Metric.all()
                            .stream()
                            .filter(metric -> expr.startsWith(metric.scraped()))
                            .findFirst()
                            .orElseThrow()
                            .scrapedLabels();

            assertThat(IN_LEGEND.matcher(target.path("legendFormat").asString()).results().map(one -> one.group(1)))
                    .as(expr)
                    .allMatch(kept::contains);
        }
    }

    @Test
    void everyUnitFitsWhatIsShown() throws IOException {
        for (var panel : panels().stream().filter(panel -> !isRow(panel)).toList()) {
            assertThat(panel.path("targets").valueStream().map(target -> unit(target.path("expr").asString())))
                    .as(title(panel))
                    .contains(panel.at("/fieldConfig/defaults/unit").asString());
        }
    }

    private static String unit(String expr) {
        if (expr.startsWith("1000 * ")) {
            return "currencyUSD";
        }
        if (expr.contains(") / ") || expr.contains("_ratio")) {
            return "percentunit";
        }
        if (expr.contains("_usd_")) {
            return "currencyUSD";
        }
        if (expr.contains("_seconds")) {
            return "s";
        }
        if (expr.contains("_bytes")) {
            return "bytes";
        }
        return expr.contains("rate(") && !expr.startsWith("histogram_quantile") ? "cps" : "short";
    }

    @Test
    void everyVariableIsThereAndUsed() throws IOException {
        var used = VARIABLE.matcher(written()).results().map(match -> match.group(1)).collect(Collectors.toSet());
        var variables = dashboard().at("/templating/list").valueStream().toList();

        assertThat(used).containsExactlyInAnyOrderElementsOf(
                Stream.concat(variables.stream().map(one -> one.path("name").asString()),
                        Stream.of("__rate_interval", "__all")).toList());
        for (var variable : variables.stream().filter(one -> one.path("type").asString().equals("query")).toList()) {
            var values = LABEL_VALUES.matcher(variable.at("/query/query").asString());
            assertThat(values.matches()).isTrue();
            assertThat(Metric.all()).anySatisfy(metric -> {
                assertThat(metric.scraped()).isEqualTo(values.group(1));
                assertThat(metric.scrapedLabels()).contains(values.group(2));
            });
        }
    }

    private static boolean isRow(JsonNode panel) {
        return panel.path("type").asString().equals("row");
    }

    private static String title(JsonNode panel) {
        return panel.path("title").asString();
    }

    private static List<String> names(String queries) {
        return METRIC.matcher(queries).results().map(MatchResult::group).distinct().toList();
    }

    private static String rules() throws IOException {
        return Files.readString(OPS.resolve("prometheus-rules.yaml")).replaceAll("(?m)^#.*$", "");
    }

    /// Every query of the dashboard.
    static List<String> queries() throws IOException {
        return panels().stream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asString())
                .toList();
    }

    private static List<JsonNode> panels() throws IOException {
        return dashboard().path("panels").valueStream().toList();
    }

    private static JsonNode dashboard() throws IOException {
        return Served.JSON.readTree(written());
    }

    private static String written() throws IOException {
        return Files.readString(OPS.resolve("grafana-dashboard.json"));
    }
}
