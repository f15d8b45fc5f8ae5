package dev.penstock.simulator;

import dev.penstock.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the simulator does: answers, limits, faults. Immutable; the same scenario always behaves the same. The keys of
/// its file are in `docs/simulator.md`.
///
/// @param name for people
/// @param seed decides everything that is drawn
/// @param rules what is accepted and how
/// @param quota null for no rate limit
/// @param faults at most one of the per-item ones hits an item; of two that could, the first wins
/// @param gold the right answers; [AnswerKey#NONE] generates plausible ones from the schema
/// @param batch how the batch APIs behave
public record Scenario(String name, long seed, Rules rules, @Nullable Quota quota, Latency latency, List<Fault> faults,
        List<Episode> episodes, AnswerKey gold, BatchRules batch) {
    public Scenario {
        faults = List.copyOf(faults);
        episodes = List.copyOf(episodes);
        var counted = counted(faults);
        if (gold.size() > 0 && counted > gold.size()) {
            throw new IllegalArgumentException("the counts of all faults add up to " + counted
                    + ", but there are only " + gold.size() + " gold items");
        }
        var rates = faults.stream()
                .map(Fault::share)
                .filter(Fault.Share.OfItems.class::isInstance)
                .mapToDouble(share -> ((Fault.Share.OfItems) share).rate())
                .sum();
        if (rates > 1.000001) {
            throw new IllegalArgumentException("the rates of all faults per item add up to " + rates + ", more than 1");
        }
    }

    private static int counted(List<Fault> faults) {
        return faults.stream()
                .mapToInt(fault -> fault.share() instanceof Fault.Share.Count(var items) ? items : 0)
                .sum();
    }

    /// A provider that always answers well.
    public static Scenario clean() {
        return new Scenario("clean", 1, Rules.USUAL, null, Latency.NONE, List.of(), List.of(), AnswerKey.NONE,
                BatchRules.USUAL);
    }

    /// Reads a scenario file, YAML or JSON. Relative paths in it start at its folder.
    ///
    /// @throws SettingsException if the file cannot be read or says something that is not allowed
    public static Scenario load(Path file) {
        return ScenarioFile.read(file);
    }

    /// A built-in scenario.
    ///
    /// @throws IllegalArgumentException if there is none of this name; the message lists [#names]
    public static Scenario named(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("there is no built-in scenario '" + name + "'; built in: " + names());
        }
        return ScenarioFile.readResource(name);
    }

    /// The built-in scenarios.
    public static Set<String> names() {
        return ScenarioFile.BUILT_IN;
    }

    /// The built-in `bad-night` for so many items: the counts of its faults and its quota are scaled, so that the
    /// replies that look like success and are bad are 847 of 10,000.
    ///
    /// @param items at least 1
    public static Scenario badNight(int items) {
        return Scaling.to(items, named("bad-night"));
    }

    public Scenario withSeed(long other) {
        return new Scenario(name, other, rules, quota, latency, faults, episodes, gold, batch);
    }

    public Scenario withRules(Rules other) {
        return new Scenario(name, seed, other, quota, latency, faults, episodes, gold, batch);
    }

    public Scenario withQuota(@Nullable Quota other) {
        return new Scenario(name, seed, rules, other, latency, faults, episodes, gold, batch);
    }

    public Scenario withLatency(Latency other) {
        return new Scenario(name, seed, rules, quota, other, faults, episodes, gold, batch);
    }

    /// Replaces all faults.
    public Scenario withFaults(List<Fault> others) {
        return new Scenario(name, seed, rules, quota, latency, others, episodes, gold, batch);
    }

    /// Adds one fault.
    public Scenario and(Fault fault) {
        var more = new ArrayList<>(faults);
        more.add(fault);
        return withFaults(more);
    }

    /// Replaces all episodes.
    public Scenario withEpisodes(List<Episode> others) {
        return new Scenario(name, seed, rules, quota, latency, faults, others, gold, batch);
    }

    /// @throws IllegalArgumentException if faults are counted and there are too few items
    public Scenario withGold(AnswerKey other) {
        return new Scenario(name, seed, rules, quota, latency, faults, episodes, other, batch);
    }

    public Scenario withBatch(BatchRules other) {
        return new Scenario(name, seed, rules, quota, latency, faults, episodes, gold, other);
    }
}
