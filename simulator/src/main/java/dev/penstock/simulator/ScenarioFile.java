package dev.penstock.simulator;

import dev.penstock.settings.Problem;
import dev.penstock.settings.Section;
import dev.penstock.settings.Settings;
import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads scenarios strictly: an unknown key or a bad value is a problem with its line and what is allowed.
final class ScenarioFile {
    static final Set<String> BUILT_IN = Collections
            .unmodifiableSet(new TreeSet<>(Set.of("clean", "clean-quota", "overload",
                    "quota-halved", "storm", "squall", "bad-night", "every-fault")));

    private ScenarioFile() {}

    static Scenario read(Path file) {
        return read(file.toString(), text(file), file.toAbsolutePath().getParent());
    }

    static Scenario readResource(String name) {
        var resource = name + ".yaml";
        try (var in = ScenarioFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the simulator's jar");
            }
            return read(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SettingsException(List.of(new Problem(file.toString(), 0, "",
                    "the scenario cannot be read: " + e.getClass().getSimpleName(),
                    "give a readable YAML file, or a built-in scenario: " + BUILT_IN)));
        }
    }

    private static Scenario read(String file, String text, @Nullable Path folder) {
        return Settings.read(file, text, section -> scenario(section, folder));
    }

    private static Scenario scenario(Section root, @Nullable Path folder) {
        var gold = gold(root, folder);
        var name = root.text("name").orElse("unnamed");
        var seed = root.wholeNumber("seed", 0, Long.MAX_VALUE).orElse(1L);
        var rules = rules(root, gold);
        var quota = quota(root);
        var latency = latency(root);
        var faults = root.sectionList("faults").stream().map(ScenarioFile::fault).flatMap(Optional::stream).toList();
        var episodes = root.sectionList("episodes")
                .stream()
                .map(ScenarioFile::episode)
                .flatMap(Optional::stream)
                .toList();
        return new Scenario(name, seed, rules, quota, latency, faults, episodes, gold,
                BatchSection.read(root.section("batch")));
    }

    private static AnswerKey gold(Section root, @Nullable Path folder) {
        var gold = root.text("gold");
        var inputs = root.text("inputs");
        if (root.has("answers")) {
            return answers(root, folder);
        }
        if (gold.isEmpty() && inputs.isEmpty()) {
            return AnswerKey.NONE;
        }
        if (gold.isEmpty() || inputs.isEmpty()) {
            root.problem(gold.isEmpty() ? "inputs" : "gold", "gold and inputs need each other", "give both files");
            return AnswerKey.NONE;
        }
        return AnswerKey.load(resolve(folder, inputs.get()), resolve(folder, gold.get()));
    }

    /// Several pairs of files, one for each task.
    private static AnswerKey answers(Section root, @Nullable Path folder) {
        if (root.has("gold") || root.has("inputs")) {
            root.problem("answers", "cannot be combined with gold and inputs", "list that pair under answers too");
        }
        var keys = root.sectionList("answers")
                .stream()
                .map(pair -> answers(pair, pair.requiredText("inputs"), pair.requiredText("gold"), folder))
                .toList();
        return checked(root, "answers", () -> AnswerKey.joined(keys)).orElse(AnswerKey.NONE);
    }

    private static AnswerKey answers(Section pair, String inputs, String gold, @Nullable Path folder) {
        return pair.has("inputs") && pair.has("gold")
                ? AnswerKey.load(resolve(folder, inputs), resolve(folder, gold))
                : AnswerKey.NONE;
    }

    private static Path resolve(@Nullable Path folder, String file) {
        return folder == null ? Path.of(file) : folder.resolve(file).normalize();
    }

    private static Rules rules(Section root, AnswerKey gold) {
        var usual = Rules.USUAL;
        var items = root.integer("items", 1, Integer.MAX_VALUE)
                .orElse(gold.size() > 0 ? gold.size() : usual.items());
        return new Rules(root.text("api-key").orElse(usual.apiKey()), root.texts("models"),
                root.bool("prompt-cache").orElse(usual.promptCache()),
                root.duration("prompt-cache-ttl").orElse(usual.promptCacheTtl()),
                speed(root, "speed"), speed(root, "client-speed"), items,
                root.choice("books", "calls", "totals").map("calls"::equals).orElse(usual.keepCalls()));
    }

    private static double speed(Section root, String key) {
        return root.decimal(key, new BigDecimal("0.001")).map(BigDecimal::doubleValue).orElse(1.0);
    }

    private static @Nullable Quota quota(Section root) {
        var given = root.has("quota");
        var quota = root.section("quota");
        var requests = limit(quota, "requests-per-minute");
        var input = limit(quota, "input-tokens-per-minute");
        var output = limit(quota, "output-tokens-per-minute");
        var burst = quota.duration("burst").orElse(Duration.ofSeconds(60));
        var ways = ways(quota);
        return given ? new Quota(requests, input, output, burst, ways) : null;
    }

    private static Quota.Ways ways(Section quota) {
        var usual = Quota.Ways.USUAL;
        var countsRejected = quota.bool("counts-rejected").orElse(usual.countsRejected());
        var reserves = quota.choice("output", "charged", "reserved")
                .map("reserved"::equals)
                .orElse(usual.reservesOutput());
        var headers = quota.bool("headers").orElse(usual.headers());
        var retryAfter = quota.section("retry-after");
        var none = share(retryAfter, "none").orElse(usual.withoutRetryAfter());
        var date = share(retryAfter, "http-date").orElse(usual.datedRetryAfter());
        var shared = quota.sectionList("shared").stream().map(ScenarioFile::shared).flatMap(Optional::stream).toList();
        return checked(quota, quota.has("shared") ? "shared" : "retry-after",
                () -> new Quota.Ways(countsRejected, reserves, headers, none, date, shared)).orElse(usual);
    }

    private static Optional<Quota.Shared> shared(Section section) {
        if (!section.has("to")) {
            section.problem("to", "is missing", "a stretch has from (0s), to and ours, the share of the quota left");
        }
        var from = section.duration("from").orElse(Duration.ZERO);
        var to = section.duration("to").orElse(from.plusSeconds(1));
        var ours = share(section, "ours").orElse(0.5);
        return checked(section, "to", () -> new Quota.Shared(from, to, ours));
    }

    private static @Nullable Long limit(Section quota, String key) {
        return quota.wholeNumber(key, 1, Long.MAX_VALUE).orElse(null);
    }

    private static Latency latency(Section root) {
        var latency = root.section("latency");
        var p50 = latency.duration("p50").orElse(Duration.ZERO);
        var p99 = latency.duration("p99").orElse(p50);
        var writing = latency.decimal("tokens-per-second", new BigDecimal("0.001"))
                .map(BigDecimal::doubleValue)
                .orElse(null);
        var errors = latency.duration("errors").orElse(null);
        return checked(latency, "p99", () -> new Latency(p50, p99, writing, errors)).orElse(Latency.NONE);
    }

    private static Optional<Fault> fault(Section section) {
        var kind = section.choice("kind", FaultKind.labels().toArray(String[]::new)).flatMap(FaultKind::of);
        if (!section.has("kind")) {
            section.problem("kind", "is missing", "allowed: " + String.join(", ", FaultKind.labels()));
        }
        var share = share(section, kind.orElse(FaultKind.SLOW));
        var heals = heals(section, kind.orElse(FaultKind.SLOW));
        var options = new Fault.Options(section.integer("status", 400, 599).orElse(null),
                section.choice("retry-after", retryAfters())
                        .map(ScenarioFile::retryAfter)
                        .orElse(Fault.RetryAfter.SECONDS),
                section.duration("delay").orElse(null), share(section, "billed").orElse(null));
        return kind.map(known -> new Fault(known, share, heals, options));
    }

    private static Fault.Share share(Section section, FaultKind kind) {
        var rate = share(section, "rate");
        var count = section.integer("count", 0, Integer.MAX_VALUE);
        var from = section.wholeNumber("from-call", 1, Long.MAX_VALUE);
        var to = section.wholeNumber("to-call", 1, Long.MAX_VALUE);
        var per = section.choice("per", "item", "call");
        var perCall = per.equals(Optional.of("call")) || from.isPresent() || to.isPresent()
                || kind.family() == FaultKind.Family.ACCOUNT;
        if (count.isPresent() && (perCall || rate.isPresent())) {
            section.problem("count", "cannot be combined with rate, per: call, from-call or to-call",
                    "use one of them");
        }
        if (perCall) {
            var last = to.orElse(Long.MAX_VALUE);
            return checked(section, "to-call",
                    () -> new Fault.Share.OfCalls(rate.orElse(1.0), from.orElse(1L), last)).<Fault.Share>map(
                            share -> share)
                    .orElse(new Fault.Share.Count(0));
        }
        if (count.isEmpty() && !section.has("rate") && !section.has("count")) {
            section.problem("rate", "is missing", "give rate (a share from 0 to 1) or count (a number of items)");
        }
        return count.<Fault.Share>map(Fault.Share.Count::new)
                .orElseGet(() -> new Fault.Share.OfItems(rate.orElse(0.0)));
    }

    static Optional<Double> share(Section section, String key) {
        return section.decimal(key, BigDecimal.ZERO).map(BigDecimal::doubleValue).filter(share -> {
            if (share > 1) {
                section.problem(key, "must be from 0 to 1, was " + share, "");
            }
            return share <= 1;
        });
    }

    private static double heals(Section section, FaultKind kind) {
        var text = section.text("heals").orElse("");
        return switch (text) {
            case "" -> Fault.usualHealing(kind);
            case "true" -> 1;
            case "false" -> 0;
            default -> share(section, "heals").orElse(0.0);
        };
    }

    private static String[] retryAfters() {
        return Arrays.stream(Fault.RetryAfter.values()).map(ScenarioFile::label).toArray(String[]::new);
    }

    private static Fault.RetryAfter retryAfter(String label) {
        return Fault.RetryAfter.valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Episode> episode(Section section) {
        var kind = section.choice("kind", Episode.Kind.labels().toArray(String[]::new)).flatMap(Episode.Kind::of);
        var byCalls = section.has("from-call") || section.has("to-call");
        var fromCall = section.wholeNumber("from-call", 1, Long.MAX_VALUE).orElse(1L);
        var toCall = section.wholeNumber("to-call", 1, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        var from = section.duration("from").orElse(Duration.ZERO);
        var to = section.duration("to").orElse(from.plusSeconds(1));
        var rate = share(section, "rate").orElse(1.0);
        if (!section.has("kind")) {
            section.problem("kind", "is missing", "allowed: " + String.join(", ", Episode.Kind.labels()));
        }
        if (byCalls == section.has("to")) {
            section.problem("to", "an episode ends at a time or at a call",
                    "give from and to, or from-call and to-call");
        }
        return checked(section, byCalls ? "to-call" : "to", () -> new Episode(kind.orElse(Episode.Kind.DOWN),
                byCalls ? new Episode.Span.Calls(fromCall, toCall) : new Episode.Span.Time(from, to), rate));
    }

    /// Turns what a record refuses into a problem at a key.
    static <T> Optional<T> checked(Section section, String key, Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (IllegalArgumentException e) {
            section.problem(key, String.valueOf(e.getMessage()), "");
            return Optional.empty();
        }
    }
}
