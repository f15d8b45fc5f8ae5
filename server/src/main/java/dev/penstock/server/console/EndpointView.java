package dev.penstock.server.console;

import dev.penstock.engine.EndpointStanding;
import dev.penstock.server.api.Serving;
import dev.penstock.store.EndpointEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An endpoint of the project, and how each of its models stands here.
///
/// @param models empty while this server has not asked for any
/// @param dayUsd wall around a day's money; null for none
/// @param spentTodayUsd null where there is no wall
public record EndpointView(String name, String provider, boolean simulated, List<Model> models,
        @Nullable BigDecimal dayUsd, @Nullable BigDecimal spentTodayUsd) {
    private static final int EVENTS = 200;

    public EndpointView {
        models = List.copyOf(models);
    }

    /// One of its models.
    ///
    /// @param until when it calls again; empty when it does not pause, or nobody knows
    /// @param since when it came into its state; empty when it was never in another, or that was long ago
    public record Model(EndpointStanding standing, State state, Optional<Instant> until, Optional<Instant> since) {}

    static List<EndpointView> all(Serving serving, Instant now) {
        var config = serving.project().config();
        var standings = serving.engine().endpoints();
        var events = serving.records().endpointEvents(EVENTS);
        var views = new ArrayList<EndpointView>();
        for (var name : config.endpoints().keySet().stream().sorted().toList()) {
            var endpoint = config.endpoint(name);
            var models = standings.stream()
                    .filter(one -> one.endpoint().equals(name))
                    .map(one -> model(one, events, now))
                    .toList();
            var spent = models.isEmpty() ? null : models.getFirst().standing().spentTodayUsd();
            views.add(new EndpointView(name, endpoint.provider(), endpoint.simulated(), models, endpoint.dayUsd(),
                    spent));
        }
        return views;
    }

    private static Model model(EndpointStanding standing, List<EndpointEvent> events, Instant now) {
        var state = standing.state();
        var since = events.stream()
                .filter(event -> event.endpoint().equals(standing.endpoint())
                        && event.detail().startsWith(standing.model()))
                .findFirst()
                .filter(event -> event.kind().equals(state.word()))
                .map(EndpointEvent::at);
        return new Model(standing, State.of(state), AtWork.until(state, now), since);
    }
}
