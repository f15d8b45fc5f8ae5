package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.simulator.Scenario;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The rules for Prometheus are those of the process. What needs promtool is skipped where it is not on the `PATH`.
class PrometheusRulesTest {
    private static final Path OPS = Path.of("../ops").toAbsolutePath().normalize();
    private static final String RULES = "prometheus-rules.yaml";
    private static final String TESTS = "prometheus-rules-test.yaml";
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| \\[`([a-z-]+)`].*\\| (\\w+) \\|$");

    @TempDir
    Path folder;

    @Test
    void eachRuleOfTheProcessHasOneOfItsNameAndSeverity() throws IOException {
        Map<String, String> documented = DOCUMENTED.matcher(Files.readString(Path.of("../docs/alerts.md")))
                .results()
                .collect(Collectors.toMap(match -> alertName(match.group(1)), match -> match.group(2)));
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(ScrapedMetrics.of(served).series())
                    .filteredOn(one -> one.name().equals("penstock_alerts_firing"))
                    .extracting(one -> alertName(String.valueOf(one.labels().get("rule"))))
                    .containsExactlyInAnyOrderElementsOf(documented.keySet());
        }
        var severities = new TreeMap<String, String>();
        alerts().forEach(
                alert -> severities.put(alert.path("alert").asString(), alert.at("/labels/severity").asString()));

        assertThat(severities).isEqualTo(new TreeMap<>(documented));
    }

    @Test
    void onlyTheseRepeatWhatTheProcessFound() throws IOException {
        var repeated = alerts().filter(alert -> alert.path("expr").asString().contains("penstock_alerts_firing"))
                .map(alert -> alert.path("alert").asString())
                .toList();

        assertThat(repeated).containsExactlyInAnyOrder("PenstockRunBroken", "PenstockSampleStoreFailing",
                "PenstockTakenOver", "PenstockBatchLate", "PenstockBatchExpiring");
        assertThat(Files.readString(OPS.resolve("README.md"))).contains(repeated.stream()
                .map(name -> "`" + name + "`")
                .toList());
    }

    @Test
    void eachIsTriedFiringAndQuiet() throws IOException {
        var tried = new YAMLMapper().readTree(Files.readString(OPS.resolve(TESTS)))
                .path("tests")
                .valueStream()
                .flatMap(test -> test.path("alert_rule_test").valueStream())
                .collect(Collectors.groupingBy(one -> one.path("alertname").asString(),
                        Collectors.mapping(one -> one.path("exp_alerts").size(), Collectors.toList())));
        var quietBesides = triedBeside("fine");

        assertThat(tried.keySet()).isEqualTo(alerts().map(alert -> alert.path("alert").asString())
                .collect(
                        Collectors.toSet()));
        assertThat(tried).allSatisfy((name, counts) -> {
            assertThat(counts).as(name).anyMatch(count -> count > 0);
            assertThat(counts.contains(0) || quietBesides.contains(name)).as(name + " stays quiet somewhere").isTrue();
        });
    }

    /// The alerts that are tried beside something that must not fire, whose labels say so.
    private static Set<String> triedBeside(String label) throws IOException {
        return new YAMLMapper().readTree(Files.readString(OPS.resolve(TESTS)))
                .path("tests")
                .valueStream()
                .filter(test -> test.path("input_series")
                        .valueStream()
                        .anyMatch(series -> series.path("series").asString().contains("\"" + label + "\"")))
                .flatMap(test -> test.path("alert_rule_test").valueStream())
                .map(one -> one.path("alertname").asString())
                .collect(Collectors.toSet());
    }

    @Test
    void promtoolFindsNothingWrongAndEachRuleFiresWhenItShould() throws Exception {
        promtool(OPS, "check", "config", "prometheus.yaml");
        promtool(OPS, "check", "rules", RULES);
        promtool(OPS, "test", "rules", TESTS);
    }

    @Test
    void promtoolUnderstandsEveryQueryOfTheDashboard() throws Exception {
        var rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        int n = 0;
        for (var query : OpsTest.queries()) {
            rules.append("  - record: query_")
                    .append(n++)
                    .append("\n    expr: |\n      ")
                    .append(query.replace("$__rate_interval", "1m"))
                    .append('\n');
        }
        Files.writeString(folder.resolve("queries.yaml"), rules);

        promtool(folder, "check", "rules", "queries.yaml");
    }

    private static String alertName(String rule) {
        return Arrays.stream(rule.split("-", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining("", "Penstock", ""));
    }

    private static Stream<JsonNode> alerts() throws IOException {
        return new YAMLMapper().readTree(Files.readString(OPS.resolve(RULES)))
                .at("/groups/0/rules")
                .valueStream()
                .filter(rule -> rule.has("alert"));
    }

    private static void promtool(Path where, String... words) throws IOException, InterruptedException {
        var promtool = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(promtool.isPresent(), "there is no promtool on the PATH (apt-get install prometheus): not run");
        var command = Stream.concat(Stream.of(promtool.orElseThrow().toString()), Arrays.stream(words)).toList();
        var process = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("SUCCESS");
    }
}
