package dev.penstock.simulator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What one batch will suffer, and how long it takes: drawn from the seed and its number alone.
final class BatchFate {
    private final Dice dice;
    private final BatchRules rules;
    private final Map<BatchFault.Kind, BatchFault> faults = new EnumMap<>(BatchFault.Kind.class);

    /// @param number of the request that made it, the first is 1
    BatchFate(Scenario scenario, int number) {
        this.rules = scenario.batch();
        this.dice = new Dice(scenario.seed()).at("batch").at(number);
        for (var fault : rules.faults()) {
            if (fault.covers(number) && dice.at(fault.kind().label()).share() < fault.rate()) {
                faults.putIfAbsent(fault.kind(), fault);
            }
        }
    }

    boolean suffers(BatchFault.Kind kind) {
        return faults.containsKey(kind);
    }

    Optional<BatchFault> fault(BatchFault.Kind kind) {
        return Optional.ofNullable(faults.get(kind));
    }

    /// Chance of this batch's own.
    RandomGenerator chance(String what) {
        return dice.at(what).generator();
    }

    /// Whether a fault of single lines hits this one.
    boolean hits(BatchFault.Kind kind, int line) {
        return fault(kind)
                .filter(fault -> line == kind.firstLine() || dice.at(kind.label()).at(line).share() < fault.share())
                .isPresent();
    }

    /// From its creation to its end if nobody stops it; longer than it may take when it expires.
    Duration duration() {
        var usual = rules.time()
                .draw(chance("time"), 0)
                .plus(fault(BatchFault.Kind.SLOW).map(BatchFault::delay)
                        .orElse(Duration.ZERO));
        return fault(BatchFault.Kind.EXPIRED)
                .map(fault -> Duration.ofNanos(
                        (long) (rules.expiresAfter().toNanos() / Math.max(0.001, fault.share()))))
                .orElse(usual);
    }

    Duration expiresAfter() {
        return rules.expiresAfter();
    }
}
