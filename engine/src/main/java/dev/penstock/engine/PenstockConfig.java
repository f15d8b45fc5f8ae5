package dev.penstock.engine;

import dev.penstock.engine.alert.AlertConfig;
import dev.penstock.ledger.PriceTable;
import dev.penstock.limit.Hosting;
import dev.penstock.limit.Limits;
import dev.penstock.limit.OutputAccounting;
import dev.penstock.settings.Problem;
import dev.penstock.settings.Section;
import dev.penstock.settings.Settings;
import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What `penstock.yaml` says.
///
/// @param storage what is kept where, and how long
/// @param runUsd budget of a run that names none; null for none
/// @param alerts who is told what
/// @param prices the shipped table with the project's overrides
/// @param maxRecordBytes longest input record, in bytes
/// @param server what `penstock serve` is told
public record PenstockConfig(Path projectDir, Map<String, EndpointConfig> endpoints, StorageConfig storage,
        @Nullable BigDecimal runUsd, AlertConfig alerts, PriceTable prices, int maxRecordBytes,
        ServerConfig server) {
    public static final String FILE = "penstock.yaml";

    private static final BigDecimal DEFAULT_WARN_AT = new BigDecimal("0.80");
    private static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;
    private static final int LARGEST_MAX_RECORD_BYTES = 64 << 20;

    public PenstockConfig {
        endpoints = Map.copyOf(endpoints);
    }

    /// Reads the file in a project directory.
    ///
    /// @param env an environment variable's value, null when it is not set
    /// @throws CannotStartException if there is no such file
    /// @throws dev.penstock.settings.SettingsException if anything in it is wrong, with every problem
    public static PenstockConfig load(Path projectDir, Function<String, @Nullable String> env) {
        var file = projectDir.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new CannotStartException("no " + FILE + " in " + projectDir.toAbsolutePath().normalize(),
                    "go to your project, name it with --project DIR, or try Penstock without one: penstock demo");
        }
        return read(projectDir, text(file, FILE), env);
    }

    /// Reads settings that may have come from somewhere else than a file.
    static PenstockConfig read(Path projectDir, String text, Function<String, @Nullable String> env) {
        return Settings.read(FILE, text, env, root -> read(projectDir, root));
    }

    /// The endpoint with this name.
    ///
    /// @throws CannotStartException if there is none
    public EndpointConfig endpoint(String name) {
        var endpoint = endpoints.get(name);
        if (endpoint == null) {
            throw new CannotStartException("no endpoint '" + name + "' in " + FILE,
                    "endpoints there: " + String.join(", ", endpoints.keySet().stream().sorted().toList()));
        }
        return endpoint;
    }

    /// Path of the SQLite file.
    public Path store() {
        return storage.store();
    }

    /// How long reply bodies of accepted items are kept.
    public Duration retention() {
        return storage.retention();
    }

    private static PenstockConfig read(Path dir, Section root) {
        var endpoints = new LinkedHashMap<String, EndpointConfig>();
        root.sections("endpoints").forEach((name, section) -> endpoints.put(name, endpoint(dir, name, section)));
        if (endpoints.isEmpty()) {
            root.problem("endpoints", "names no endpoint", "such as endpoints: { claude: { provider: anthropic } }");
        }
        var budget = root.section("budget");
        return new PenstockConfig(dir, endpoints, StorageConfig.read(dir, root),
                budget.decimal("run-usd", BigDecimal.ZERO).orElse(null),
                AlertConfig.read(root, budget.percent("warn-at").orElse(DEFAULT_WARN_AT)), prices(dir, root),
                root.integer("max-record-bytes", 1, LARGEST_MAX_RECORD_BYTES).orElse(DEFAULT_MAX_RECORD_BYTES),
                ServerConfig.read(root.section("server")));
    }

    private static EndpointConfig endpoint(Path dir, String name, Section section) {
        if (!section.has("provider")) {
            section.problem("provider", "is missing", "allowed: anthropic, openai, simulator");
        }
        var provider = section.choice("provider", "anthropic", "openai", "simulator").orElse("simulator");
        var dialect = dialect(provider, section);
        var baseUrl = BaseUrl.read(section);
        return new EndpointConfig(name, provider, dialect, section.deferredText("api-key"),
                baseUrl, limits(section.section("limits"), hosting(provider, dialect, baseUrl)), usdPerHour(section),
                section.section("budget").decimal("day-usd", BigDecimal.ZERO).orElse(null),
                provider.equals("simulator") ? section.text("scenario").map(dir::resolve).orElse(null) : null);
    }

    private static @Nullable String dialect(String provider, Section section) {
        return switch (provider) {
            case "openai" -> section.choice("dialect", "openai", "mistral", "vllm", "generic").orElse(null);
            case "simulator" -> section.choice("dialect", "anthropic", "openai", "mistral", "vllm", "generic")
                    .orElse(null);
            default -> null;
        };
    }

    private static @Nullable BigDecimal usdPerHour(Section section) {
        return section.has("cost") ? section.section("cost").requiredDecimal("usd-per-hour", BigDecimal.ZERO) : null;
    }

    /// A simulator plays whom its dialect says, wherever it runs.
    private static Hosting hosting(String provider, @Nullable String dialect, @Nullable URI baseUrl) {
        var elsewhere = baseUrl != null && !provider.equals("simulator") && !BaseUrl.isPublicApi(baseUrl);
        return elsewhere || EndpointConfig.selfHosted(dialect)
                ? Hosting.SELF_HOSTED
                : Hosting.HOSTED;
    }

    private static Limits limits(Section limits, Hosting hosting) {
        return new Limits(limits.integer("requests-per-minute", 1, Integer.MAX_VALUE).orElse(null),
                limits.integer("input-tokens-per-minute", 1, Integer.MAX_VALUE).orElse(null),
                limits.integer("output-tokens-per-minute", 1, Integer.MAX_VALUE).orElse(null),
                limits.integer("concurrency", 1, 100_000).orElse(null), outputAccounting(limits), hosting);
    }

    private static OutputAccounting outputAccounting(Section limits) {
        return limits.choice("output-accounting", "used", "reserve").orElse("used").equals("used")
                ? OutputAccounting.USED
                : OutputAccounting.RESERVE;
    }

    private static PriceTable prices(Path dir, Section root) {
        var shipped = PriceTable.shipped();
        var name = root.text("prices");
        if (name.isEmpty()) {
            return shipped;
        }
        var file = dir.resolve(name.get());
        if (!Files.isRegularFile(file)) {
            root.problem("prices", "'" + name.get() + "' does not exist", "a file beside penstock.yaml");
            return shipped;
        }
        return shipped.overriddenBy(name.get(), text(file, name.get()));
    }

    private static String text(Path file, String shown) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException _) {
            throw new SettingsException(List.of(new Problem(shown, 0, "", "is not valid UTF-8", "save it as UTF-8")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
