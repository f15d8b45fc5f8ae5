package dev.penstock.simulator;

import dev.penstock.simulator.Fault.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Decides which items and calls go wrong, from the seed alone. Immutable.
final class FaultPlan {
    private final Dice dice;
    private final List<Episode> episodes;
    private final Map<String, Fault> counted = new HashMap<>();
    private final List<Fault> ofItems = new ArrayList<>();
    private final List<Fault> ofCalls = new ArrayList<>();
    private final List<Fault> ofAccount = new ArrayList<>();

    FaultPlan(Scenario scenario) {
        this.dice = new Dice(scenario.seed());
        this.episodes = scenario.episodes();
        var free = shuffled(scenario);
        for (var fault : scenario.faults()) {
            switch (fault.share()) {
                case Share.Count(var items) when scenario.gold().size() > 0 -> {
                    free.subList(0, items).forEach(id -> counted.put(id, fault));
                    free.subList(0, items).clear();
                }
                case Share.Count(var items) -> ofItems.add(new Fault(fault.kind(),
                        new Share.OfItems(Math.min(1, (double) items / scenario.rules().items())), fault.heals(),
                        fault.options()));
                case Share.OfItems _ -> ofItems.add(fault);
                case Share.OfCalls _ ->
                    (fault.kind().family() == FaultKind.Family.ACCOUNT ? ofAccount : ofCalls).add(fault);
            }
        }
    }

    private static List<String> shuffled(Scenario scenario) {
        var ids = new ArrayList<>(scenario.gold().all().stream().map(AnswerKey.Gold::id).toList());
        // java.util.Random is specified to the bit, so the same items are bad on every JDK.
        Collections.shuffle(ids, new Random(scenario.seed()));
        return ids;
    }

    Optional<Episode> episode(Duration sinceFirst, long call) {
        return episodes.stream()
                .filter(episode -> episode.covers(sinceFirst, call))
                .filter(episode -> dice.at("episode").at(call).share() < episode.rate())
                .findFirst();
    }

    /// What the account suffers at the call with this number.
    Optional<Fault> accountFault(long call) {
        return drawn(ofAccount, call, dice.at("account").at(call).share());
    }

    /// What this call of an item suffers, whatever the item.
    ///
    /// @param ofItem number of the call for this item
    Optional<Fault> callFault(Subject subject, long call, int ofItem) {
        return drawn(ofCalls, call, dice.at(subject.key()).at("call").at(ofItem).share());
    }

    private static Optional<Fault> drawn(List<Fault> faults, long call, double chance) {
        var left = chance;
        for (var fault : faults) {
            if (fault.share() instanceof Share.OfCalls(var rate, var from, var to) && call >= from && call <= to) {
                left -= rate;
                if (left < 0) {
                    return Optional.of(fault);
                }
            }
        }
        return Optional.empty();
    }

    /// What is wrong with this item, if anything.
    Optional<Fault> itemFault(Subject subject) {
        var fixed = counted.get(subject.id());
        if (fixed != null) {
            return Optional.of(fixed);
        }
        var left = dice.at(subject.key()).at("item").share();
        for (var fault : ofItems) {
            left -= fault.share() instanceof Share.OfItems(var rate) ? rate : 0;
            if (left < 0) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /// Whether a later call for the item is answered well.
    boolean heals(Subject subject, Fault fault) {
        return switch (fault.kind().family()) {
            case HOPELESS -> false;
            case ACCOUNT, TRANSPORT, CONTENT -> dice.at(subject.key()).at("heals").share() < fault.heals();
        };
    }
}
