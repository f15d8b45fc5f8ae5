package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.prompt.Lint;
import dev.penstock.prompt.ModelFacts;
import dev.penstock.prompt.Registry;
import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PenstockConfigTest {
    @TempDir
    Path dir = Path.of("");

    @Test
    void readsAWholeFile() throws IOException {
        Files.writeString(dir.resolve("mine.yaml"), "models: { m-1: { prices: [ { input: 1, output: 2 } ] } }");
        var config = load(
                """
                        endpoints:
                          claude:
                            provider: anthropic
                            api-key: ${KEY}
                            limits: { requests-per-minute: 1000, concurrency: 200 }
                          local: { provider: openai, dialect: vllm, base-url: "http://localhost:8000/v1", cost: { usd-per-hour: 1.80 } }
                        store: { url: "sqlite:data/p.db", retention: 7d }
                        samples: { rate: 0.5, store: data/s.db, retention: 14d }
                        budget: { run-usd: 25.00, warn-at: 50% }
                        prices: mine.yaml
                        max-record-bytes: 2048
                        """);
        assertThat(config.endpoint("claude").apiKey().get()).contains("sk-test");
        assertThat(config.endpoint("claude").limits().requestsPerMinute()).isEqualTo(1000);
        assertThat(config.endpoint("claude").limits().maxConcurrency()).isEqualTo(200);
        assertThat(config.endpoint("local").baseUrl()).hasToString("http://localhost:8000/v1");
        assertThat(config.endpoint("local").usdPerHour()).isEqualByComparingTo("1.8");
        assertThat(config.endpoint("claude").usdPerHour()).isNull();
        assertThat(config.store()).isEqualTo(dir.resolve("data/p.db"));
        assertThat(config.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(config.storage().sampleRate()).isEqualByComparingTo("0.5");
        assertThat(config.storage().samples()).isEqualTo(dir.resolve("data/s.db"));
        assertThat(config.storage().sampleRetention()).isEqualTo(Duration.ofDays(14));
        assertThat(config.runUsd()).isEqualByComparingTo("25");
        assertThat(config.prices().price("m-1", LocalDate.of(2026, 11, 24))).isPresent();
        assertThat(config.maxRecordBytes()).isEqualTo(2048);
    }

    @Test
    void hasTheseDefaults() throws IOException {
        var config = load("endpoints: { s: { provider: simulator } }");
        assertThat(config.store()).isEqualTo(dir.resolve(".penstock/penstock.db"));
        assertThat(config.retention()).isEqualTo(Duration.ofDays(30));
        assertThat(config.storage()).isEqualTo(StorageConfig.in(dir));
        assertThat(config.storage().sampleRate()).isNull();
        assertThat(config.storage().sampleRetention()).isEqualTo(Duration.ofDays(90));
        assertThat(load("endpoints: { s: { provider: simulator } }\nsamples: {}").storage().sampleRate())
                .isEqualByComparingTo("0.01");
        assertThat(config.runUsd()).isNull();
        assertThat(config.maxRecordBytes()).isEqualTo(1 << 20);
        assertThat(config.server()).isEqualTo(ServerConfig.none());
        assertThat(config.server().limits()).isEqualTo(new ServerConfig.Limits(1000, 1 << 20, 1L << 30, null, 200));
    }

    @Test
    void readsWhoMayCallTheServer() throws IOException {
        var hash = "9".repeat(64);
        var server = load("""
                endpoints: { s: { provider: simulator } }
                server:
                  public-url: https://penstock.example.com
                  tokens:
                    ana: { role: reviewer, sha256: %s, expires: 2027-01-31 }
                  limits: { queue: 50, request-bytes: 2048, upload-bytes: 4096, event-streams: 20 }
                """.formatted(hash)).server();

        assertThat(server.publicUrl()).hasToString("https://penstock.example.com");
        assertThat(server.tokens()).containsExactly(new ServerConfig.Token("ana", ServerConfig.Role.REVIEWER, hash,
                Instant.parse("2027-02-01T00:00:00Z")));
        assertThat(server.limits()).isEqualTo(new ServerConfig.Limits(50, 2048, 4096, 50, 20));
    }

    @Test
    void holdsTheCallersOfAServerToASpeedOnceThereAreTokensToTellThemApart() throws IOException {
        var simulator = "endpoints: { s: { provider: simulator } }\n";
        var ana = "server:\n  tokens:\n    ana: { role: reviewer, sha256: " + "9".repeat(64) + " }\n";

        assertThat(load(simulator).server().limits().requestsPerSecond()).isNull();
        assertThat(load(simulator + ana).server().limits().requestsPerSecond()).isEqualTo(50);
        assertThat(load(simulator + ana + "  limits: { requests-per-second: 500 }").server()
                .limits()
                .requestsPerSecond()).isEqualTo(500);
        assertThat(load(simulator + "server: { limits: { requests-per-second: 20 } }").server()
                .limits()
                .requestsPerSecond()).isEqualTo(20);
        assertThatThrownBy(
                () -> load(simulator + "server: { limits: { requests-per-second: 0, event-streams: many } }"))
                .hasMessageContaining("server.limits.requests-per-second: must be a whole number from 1 to 1000000")
                .hasMessageContaining("server.limits.event-streams: must be a whole number from 1 to 100000");
    }

    @Test
    void refusesAServerThatWouldBeOpenOrReadOnTheWay() {
        assertThatThrownBy(() -> load("""
                endpoints: { s: { provider: simulator } }
                server:
                  public-url: http://penstock.example.com
                  tokens:
                    ana: { role: boss, sha256: %s }
                    bo: { role: viewer, sha256: secret }
                    cy: { sha256: %s }
                """.formatted("9".repeat(64), "9".repeat(64))))
                .hasMessageContaining("server.public-url: 'http://penstock.example.com' is not the address of a server")
                .hasMessageContaining("server.tokens.ana.role: is not allowed, was 'boss'")
                .hasMessageContaining("server.tokens.bo.sha256: is not a SHA-256 in hex")
                .hasMessageContaining("server.tokens.cy.role: is missing")
                .hasMessageContaining("server.tokens.cy.sha256: is that of another token");
    }

    @Test
    void refusesAPriceByTheHourWithoutAPrice() {
        assertThatThrownBy(() -> load("endpoints: { s: { provider: simulator, cost: {} } }"))
                .hasMessageContaining("endpoints.s.cost.usd-per-hour: is missing");
        assertThatThrownBy(() -> load("endpoints: { s: { provider: simulator, cost: { usd-per-month: 3 } } }"))
                .hasMessageContaining("endpoints.s.cost.usd-per-month: unknown key");
    }

    @Test
    void mindsAMissingKeyOnlyWhenItsEndpointIsUsed() throws IOException {
        var config = load("""
                endpoints:
                  claude: { provider: anthropic, api-key: "${NOT_SET}" }
                  s: { provider: simulator }
                """);
        assertThat(config.endpoint("s").settings().apiKey()).isNull();
        assertThatThrownBy(() -> config.endpoint("claude").settings()).isInstanceOf(SettingsException.class)
                .hasMessage("penstock.yaml:2 endpoints.claude.api-key: environment variable NOT_SET is not set; "
                        + "set it before you start what needs it");
    }

    @Test
    void reportsEveryProblemAtOnceAndNeverAKey() {
        assertThatThrownBy(() -> load("""
                endpoints:
                  claude:
                    provider: antropic
                    api-key: sk-plain
                    cost: { usd-per-hour: lots }
                    limits: { concurency: 4, requests-per-minute: 0 }
                store: { url: "jdbc:postgresql://db/p" }
                samples: { rate: 1.01, store: .penstock/penstock.db }
                budget: { run-usd: lots }
                """)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("penstock.yaml:3 endpoints.claude.provider: is not allowed, was 'antropic'; "
                        + "did you mean anthropic?")
                .hasMessageContaining("penstock.yaml:5 endpoints.claude.cost.usd-per-hour: must be a decimal number")
                .hasMessageContaining("endpoints.claude.limits.concurency: unknown key; did you mean concurrency?")
                .hasMessageContaining(
                        "endpoints.claude.limits.requests-per-minute: must be a whole number of at least 1")
                .hasMessageContaining("penstock.yaml:7 store.url: PostgreSQL is not supported yet")
                .hasMessageContaining("penstock.yaml:8 samples.rate: must be a share from 0 to 1, was '1.01'")
                .hasMessageContaining("penstock.yaml:8 samples.store: is the file of store.url")
                .hasMessageContaining("penstock.yaml:9 budget.run-usd: must be a decimal number")
                .message()
                .doesNotContain("sk-plain");
    }

    @Test
    void saysWhereItLookedForAProject() {
        assertThatThrownBy(() -> PenstockConfig.load(dir, _ -> null)).isInstanceOf(CannotStartException.class)
                .hasMessage("no penstock.yaml in " + dir.toAbsolutePath())
                .satisfies(thrown -> assertThat(((CannotStartException) thrown).next())
                        .contains("--project DIR", "penstock demo"));
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        Files.write(dir.resolve("penstock.yaml"), new byte[]{'a', ':', ' ', (byte) 0xff});
        assertThatThrownBy(() -> PenstockConfig.load(dir, _ -> null))
                .hasMessage("penstock.yaml: is not valid UTF-8; save it as UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.example.com", "http://localhost:8000/v1", "http://127.0.0.1",
            "http://10.1.2.3",
            "http://192.168.0.4:1", "http://172.16.0.1", "http://[::1]:8000", "http://[fd12:3456::1]",
            "http://vllm:8000",
            "http://model.svc", "http://box.local"})
    void letsKeysTravelEncryptedOrInAPrivateNetwork(String url) {
        assertThat(BaseUrl.problem(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://api.example.com", "http://127.evil.com", "http://10.evil.com", "http://8.8.8.8",
            "http://172.32.0.1", "http://169.254.169.254/latest", "https://169.254.1.1", "https://[fd00:ec2::254]",
            "https://[fd00:0ec2:0:0:0:0:0:254]", "http://[::ffff:169.254.169.254]", "https://[fe80::1]",
            "http://2852039166", "http://0xa9fea9fe", "http://0251.0376.0251.0376", "http://metadata.google.internal",
            "http://127.1", "ftp://localhost", "file:///etc/passwd", "localhost:8000", "https://",
            "https://u:p@example.com",
            "https://example.com?x=1", "not a url"})
    void refusesAddressesThatLeakKeysOrHandThemOut(String url) {
        assertThat(BaseUrl.problem(url)).isPresent().get().asString().doesNotContain("u:p");
    }

    @Test
    void shipsAnExampleProjectWithNothingWrongInIt() {
        var root = Path.of("..").toAbsolutePath().normalize();
        var config = PenstockConfig.load(root, _ -> null);
        var registry = Registry.open(root.resolve("prompts"));
        var today = LocalDate.of(2026, 11, 24);
        var lint = new Lint(registry, (_, model) -> config.prices()
                .facts(model)
                .map(facts -> new ModelFacts.Fact(config.prices().price(model, today).isPresent(),
                        facts.maxOutputTokens(), facts.retired())),
                today);
        assertThat(registry.tasks()).contains("banking-intent", "ticket-triage");
        for (var task : registry.tasks()) {
            assertThat(lint.task(task)).isEqualTo(new Lint.Findings(List.of(), List.of()));
            assertThat(config.endpoint(registry.prompt(task).settings().call().endpoint()).settings()).isNotNull();
        }
    }

    private PenstockConfig load(String yaml) throws IOException {
        Files.writeString(dir.resolve("penstock.yaml"), yaml);
        var env = Map.of("KEY", "sk-test");
        return PenstockConfig.load(dir, env::get);
    }
}
