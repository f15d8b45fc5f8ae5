package dev.penstock.run;

import dev.penstock.limit.Limiter;
import dev.penstock.store.AttemptIntent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The ways a run's items can be answered: the task's own route first, then those that take over, in order.
public record Course(List<Leg> legs) {
    public Course {
        legs = List.copyOf(legs);
        if (legs.isEmpty()) {
            throw new IllegalArgumentException("a run needs at least one route");
        }
    }

    /// One route, and when it takes over.
    ///
    /// @param after how long the breaker of the one before must have been open
    /// @param contentFailures whether it also takes items whose reply was refused, or stayed wrong after its repairs
    public record Leg(Route route, Duration after, boolean contentFailures) {}

    /// The only route of a task without a fallback.
    public static Course of(Route only) {
        return new Course(List.of(new Leg(only, Duration.ZERO, false)));
    }

    public Route first() {
        return legs.getFirst().route();
    }

    /// The most calls at once on any route.
    int maxConcurrency() {
        return legs.stream().mapToInt(leg -> leg.route().endpoint().limiter().maxConcurrency()).max().orElseThrow();
    }

    /// What the endpoints' models share, each once.
    public List<Account> accounts() {
        return legs.stream().map(leg -> leg.route().endpoint().account()).distinct().toList();
    }

    /// How each endpoint stands, in order.
    List<Limiter.State> states() {
        return legs.stream().map(leg -> leg.route().endpoint().limiter().state()).toList();
    }

    /// The route of a journaled call; the first when there is none like it any more.
    Route of(AttemptIntent intent) {
        return legs.stream()
                .map(Leg::route)
                .filter(route -> route.endpoint().name().equals(intent.endpoint())
                        && route.endpoint().model().equals(intent.model()))
                .findFirst()
                .orElseGet(this::first);
    }

    /// The legs an item may go next, in the order to try them: where it is, then the others.
    ///
    /// @param from the first leg whose replies have not failed for their content
    List<Leg> ahead(Route current, int from) {
        var open = legs.subList(from, legs.size());
        return Stream.concat(open.stream().filter(leg -> leg.route().equals(current)),
                open.stream().filter(leg -> !leg.route().equals(current))).toList();
    }

    /// Where an item goes whose reply failed for its content; empty when nobody takes it.
    ///
    /// @return the index of the leg
    Optional<Integer> afterContentFailure(Route current) {
        for (int i = index(current) + 1; i < legs.size(); i++) {
            if (legs.get(i).contentFailures() && !legs.get(i).route().endpoint().halted()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private int index(Route route) {
        return legs.stream().map(Leg::route).toList().indexOf(route);
    }
}
