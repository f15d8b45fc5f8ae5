package dev.penstock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Map<String, String> ENV = Map.of("TOKEN", "sk-secret", "RPM", "50", "EMPTY", "");

    @ParameterizedTest
    @ValueSource(strings = {"off", "on", "yes", "no", "n", "y", "Off", "NO"})
    void readsYaml12WhereOffAndNoAreWords(String word) {
        assertThat(Settings.<String>read("f.yaml", "mode: " + word, root -> root.choice("mode", word).orElseThrow()))
                .isEqualTo(word);
    }

    @Test
    void readsEveryKindOfValue() {
        var text = """
                name: triage     # comment
                version: 1.10
                size: 300
                rate: 0.01
                warn: 80%
                wait: 500ms
                day: 2026-11-30
                live: true
                tags: [a, "{x}"]
                """;
        Settings.read("f.yaml", text, root -> {
            assertThat(root.requiredText("name")).isEqualTo("triage");
            assertThat(root.text("version")).contains("1.10");
            assertThat(root.requiredInteger("size", 1, 300)).isEqualTo(300);
            assertThat(root.requiredDecimal("rate", BigDecimal.ZERO)).isEqualTo("0.01");
            assertThat(root.percent("warn")).contains(new BigDecimal("0.80"));
            assertThat(root.duration("wait")).contains(Duration.ofMillis(500));
            assertThat(root.date("day")).contains(LocalDate.of(2026, 11, 30));
            assertThat(root.bool("live")).contains(true);
            assertThat(root.texts("tags")).containsExactly("a", "{x}");
            return root;
        });
    }

    @Test
    void readsEveryUnitOfTime() {
        var text = "a: 60s\nb: 30m\nc: 24h\nd: 30d\ne: 5ms";
        assertThat(Settings.<List<Duration>>read("f.yaml", text,
                root -> List.of("a", "b", "c", "d", "e")
                        .stream()
                        .map(key -> root.duration(key).orElseThrow())
                        .toList()))
                .containsExactly(Duration.ofSeconds(60), Duration.ofMinutes(30), Duration.ofHours(24),
                        Duration.ofDays(30), Duration.ofMillis(5));
    }

    @Test
    void readsNamedSectionsAndListsOfSections() {
        var text = """
                endpoints:
                  claude: { provider: anthropic }
                  gpt: { provider: openai }
                prices:
                  - input: 1
                  - input: 2
                """;
        Settings.read("f.yaml", text, root -> {
            var providers = new TreeMap<String, String>();
            root.sections("endpoints").forEach((name, each) -> providers.put(name, each.requiredText("provider")));
            assertThat(providers).isEqualTo(Map.of("claude", "anthropic", "gpt", "openai"));
            assertThat(root.sectionList("prices")).extracting(price -> price.requiredInteger("input", 1, 9))
                    .containsExactly(1, 2);
            return root;
        });
    }

    @Test
    void readsDefaultsFromASectionThatIsNotThere() {
        var attempts = Settings.<Integer>read("f.yaml", "a: 1", root -> {
            root.text("a");
            return root.section("retry").integer("max-attempts", 1, 10).orElse(4);
        });
        assertThat(attempts).isEqualTo(4);
    }

    @Test
    void collectsAllProblemsOfAFileInItsOrder() {
        var text = """
                endpoint: claude
                max-output-tokens: 0
                retry:
                  max-atempts: 3
                  deadline: soon
                checks:
                  placeholders: rejct
                model: [a]
                """;
        assertThat(problems(text, root -> {
            root.requiredText("endpoint");
            root.choice("mode", "sync");
            root.requiredInteger("max-output-tokens", 1, 1_000_000);
            root.section("retry").integer("max-attempts", 1, 100);
            root.section("retry").duration("deadline");
            root.section("checks").choice("placeholders", "reject", "omit", "flag", "off");
            root.requiredText("model");
            root.requiredText("name");
            return root;
        })).containsExactly("f.yaml:1 name: is missing",
                "f.yaml:2 max-output-tokens: must be a whole number from 1 to 1000000, was '0'",
                "f.yaml:4 retry.max-atempts: unknown key; did you mean max-attempts? allowed: max-attempts, deadline",
                "f.yaml:5 retry.deadline: must be a duration above zero, was 'soon'; such as 500ms, 60s, 30m, 24h, 30d",
                "f.yaml:7 checks.placeholders: is not allowed, was 'rejct'; "
                        + "did you mean reject? allowed: reject, omit, flag, off",
                "f.yaml:8 model: must be one value, was a list");
    }

    @Test
    void namesWhatEachKindOfValueMayBe() {
        assertThat(problems("a: many\nb: -1\nc: 120%\nd: yesterday\ne: yes\nf: x\ng:\nh: {}\ni: ' '\nj: 1e5\nk: 4\n",
                root -> {
                    root.wholeNumber("a", 5, Long.MAX_VALUE);
                    root.decimal("b", BigDecimal.ZERO);
                    root.percent("c");
                    root.date("d");
                    root.bool("e");
                    root.section("f");
                    root.text("g");
                    root.text("h");
                    root.requiredText("i");
                    root.decimal("j", BigDecimal.ONE);
                    root.texts("k");
                    return root;
                })).containsExactly("f.yaml:1 a: must be a whole number of at least 5, was 'many'",
                        "f.yaml:2 b: must be a decimal number of at least 0, was '-1'",
                        "f.yaml:3 c: must be a percentage from 0% to 100%, was '120%'; such as 80%",
                        "f.yaml:4 d: must be a day, was 'yesterday'; such as 2026-11-30",
                        "f.yaml:5 e: is not allowed, was 'yes'; allowed: true, false",
                        "f.yaml:6 f: must be a mapping of keys, was one value", "f.yaml:7 g: has no value",
                        "f.yaml:8 h: must be one value, was a mapping of keys",
                        "f.yaml:9 i: must not be blank, was ' '",
                        "f.yaml:10 j: must be a decimal number of at least 1, was '1e5'",
                        "f.yaml:11 k: must be a list, was one value");
    }

    @Test
    void refusesWhatDoesNotExistYetInTheseWords() {
        assertThat(problems("fallback: []", root -> {
            root.notSupportedYet("fallback", "samples");
            return root;
        })).containsExactly("f.yaml:1 fallback: not supported yet; remove it");
    }

    @Test
    void refusesADuplicateKeyNamingBothLines() {
        assertThat(problems("a: 1\nb:\n  x: 1\n  x: 2\n", root -> {
            root.text("a");
            root.section("b").text("x");
            return root;
        })).containsExactly("f.yaml:4 b.x: duplicate key, first given on line 3; keep one of them");
    }

    @Test
    void refusesAnchorsAliasesAndTags() {
        assertThat(problems("a: &bomb [x, x]\nb: [*bomb, *bomb]\nc: !!str 4\n", root -> {
            root.texts("a");
            root.texts("b");
            root.text("c");
            return root;
        })).filteredOn(problem -> problem.contains("not allowed here"))
                .containsExactly(
                        "f.yaml:1 a: YAML anchors and aliases (& and *) are not allowed here; "
                                + "write the value out, or put it in quotes if it is text",
                        "f.yaml:2 b[0]: YAML anchors and aliases (& and *) are not allowed here; "
                                + "write the value out, or put it in quotes if it is text",
                        "f.yaml:2 b[1]: YAML anchors and aliases (& and *) are not allowed here; "
                                + "write the value out, or put it in quotes if it is text",
                        "f.yaml:3 c: YAML tags (!) are not allowed here; put the value in quotes if it is text");
    }

    @Test
    void refusesFilesThatAreNotOneMapping() {
        assertThat(problems("", root -> root))
                .containsExactly("f.yaml: the file is empty; expected a mapping of keys");
        assertThat(problems("# only a comment\n", root -> root))
                .containsExactly("f.yaml: the file is empty; expected a mapping of keys");
        assertThat(problems("- a\n- b\n", root -> root))
                .containsExactly("f.yaml:1: the file must be a mapping of keys such as `key: value`");
        assertThat(problems("just text", root -> root))
                .containsExactly("f.yaml:1: the file must be a mapping of keys such as `key: value`");
        assertThat(problems("a: 1\n---\nb: 2\n", root -> {
            root.text("a");
            return root;
        })).containsExactly("f.yaml:3: a second document starts here; one file holds one document");
    }

    @Test
    void namesLineAndColumnOfASyntaxErrorWithoutQuotingTheFile() {
        assertThat(problems("a: 1\nb: 'sk-secret\n", root -> root)).singleElement()
                .asString()
                .startsWith("f.yaml:3: not valid YAML at column 1: found unexpected end of stream")
                .doesNotContain("sk-secret");
        assertThat(problems("a: 1\n\tb: sk-secret\n", root -> root)).singleElement()
                .asString()
                .startsWith("f.yaml:2: not valid YAML at column 1: found character '\\t(TAB)'")
                .doesNotContain("sk-secret");
        assertThat(problems("a: b: sk-secret\n", root -> root)).singleElement()
                .asString()
                .startsWith("f.yaml:1: not valid YAML at column 5: ")
                .doesNotContain("sk-secret");
    }

    @Test
    void refusesANestingBomb() {
        assertThat(problems("a: " + "[".repeat(5000), root -> root)).singleElement()
                .asString()
                .startsWith("f.yaml:1: nested deeper than 32 levels");
    }

    @Test
    void readsAFileWithAByteOrderMarkAndWindowsLineEndings() {
        assertThat(Settings.<String>read("f.yaml", "\uFEFFa: 1\r\nb: two\r\n",
                root -> root.requiredText("a") + root.requiredText("b"))).isEqualTo("1two");
    }

    @Test
    void replacesEnvironmentVariablesInValues() {
        var values = Settings.read("f.yaml", "a: x-${TOKEN}-y\nb: ${RPM}\nc: $${TOKEN}\nd: cost $5\n", ENV::get,
                (Section root) -> List.of(root.requiredText("a"), "" + root.requiredInteger("b", 1, 99),
                        root.requiredText("c"), root.requiredText("d")));
        assertThat(values).containsExactly("x-sk-secret-y", "50", "${TOKEN}", "cost $5");
    }

    @Test
    void namesAMissingOrEmptyVariableAndItsKey() {
        assertThat(problems("a: ${NOPE}\nb: ${EMPTY}\n", root -> {
            root.text("a");
            root.text("b");
            return root;
        })).containsExactly(
                "f.yaml:1 a: environment variable NOPE is not set; "
                        + "set it, or write the value here ($${ stands for a literal ${)",
                "f.yaml:2 b: environment variable EMPTY is not set; "
                        + "set it, or write the value here ($${ stands for a literal ${)");
    }

    @Test
    void neverShowsASubstitutedValueNorAKey() {
        assertThat(problems("limit: ${TOKEN}\napi-key: sk-plain\nbase-url: ok\n", root -> {
            root.integer("limit", 1, 5);
            root.integer("api-key", 1, 5);
            root.text("base-url");
            return root;
        })).containsExactly("f.yaml:1 limit: must be a whole number from 1 to 5, was '${TOKEN}'",
                "f.yaml:2 api-key: must be a whole number from 1 to 5, was ***");
    }

    @Test
    void keepsAMissingVariableOfADeferredTextUntilItIsNeeded() {
        var deferred = Settings.read("f.yaml", "api-key: ${NOPE}", ENV::get,
                (Section root) -> root.deferredText("api-key"));
        assertThatThrownBy(deferred::get).isInstanceOf(SettingsException.class)
                .hasMessageContaining("f.yaml:1 api-key: environment variable NOPE is not set");

        var present = Settings.read("f.yaml", "api-key: ${TOKEN}", ENV::get,
                (Section root) -> root.deferredText("api-key"));
        assertThat(present.get()).contains("sk-secret");
        assertThat(present.toString()).doesNotContain("sk-secret");
    }

    @Test
    void turnsARecordsOwnRefusalIntoAProblem() {
        assertThat(problems("a: 1", root -> {
            root.text("a");
            throw new IllegalArgumentException("retry.max-attempts must be at least 1, was 0");
        })).containsExactly("f.yaml: retry.max-attempts must be at least 1, was 0");
    }

    @Test
    void seesThroughCommentsOrderAndQuotingInItsCanonicalForm() {
        Function<Section, String> canonical = root -> {
            root.text("a");
            root.section("b").text("c");
            root.text("description");
            return root.canonical("description").toString();
        };
        var one = Settings.read("f.yaml", "a: 'x'\nb: { c: 1 }\ndescription: first\n", canonical);
        var other = Settings.read("f.yaml", "# comment\nb:\n  c: 1\na: x\n", canonical);
        assertThat(one).isEqualTo(other).isEqualTo("{\"a\":\"x\",\"b\":{\"c\":\"1\"}}");
    }

    @Test
    void guessesOnlyNearNames() {
        assertThat(Spelling.nearest("concurency", List.of("requests-per-minute", "concurrency")))
                .contains("concurrency");
        assertThat(Spelling.nearest("tikcet", List.of("text", "ticket"))).contains("ticket");
        assertThat(Spelling.nearest("zebra", List.of("ticket"))).isEmpty();
    }

    private static List<String> problems(String text, Function<Section, ?> reader) {
        var thrown = catchThrowableOfType(SettingsException.class,
                () -> Settings.read("f.yaml", text, ENV::get, root -> reader.apply(root)));
        return thrown.problems().stream().map(Problem::toString).toList();
    }
}
