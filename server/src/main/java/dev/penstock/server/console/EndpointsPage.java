package dev.penstock.server.console;

import dev.penstock.prompt.TaskSettings;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Route;
import dev.penstock.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How the endpoints stand, and which task goes where when one of them does not answer.
public final class EndpointsPage {
    private static final int EVENTS = 20;

    private final Site site;

    EndpointsPage(Site site) {
        this.site = site;
    }

    List<Route> routes() {
        return List.of(Site.page("/endpoints").needs(Needs.VIEWER).says("Endpoints").handledBy(this::show));
    }

    /// Where a task's calls go, in order.
    public record Chain(String task, List<Stop> stops) {
        public Chain {
            stops = List.copyOf(stops);
        }
    }

    /// @param when it takes over; empty for the first
    public record Stop(String endpoint, String model, String when) {}

    private Answer show(Call call) {
        var serving = site.serving();
        var now = serving.clock().instant();
        return site.show(call, "endpoints", Place.ENDPOINTS.title(), Place.ENDPOINTS,
                Map.of("endpoints", EndpointView.all(serving, now), "chains", chains(), "events",
                        serving.records().endpointEvents(EVENTS), "now", now));
    }

    private List<Chain> chains() {
        var chains = new ArrayList<Chain>();
        var registry = site.serving().project().registry();
        for (var task : registry.tasks().stream().sorted().toList()) {
            try {
                chains.add(chain(task, registry.prompt(task).settings()));
            } catch (SettingsException _) {
                // The page of prompts says what is the matter with it.
            }
        }
        return chains;
    }

    private static Chain chain(String task, TaskSettings settings) {
        var stops = new ArrayList<Stop>();
        stops.add(new Stop(settings.call().endpoint(), settings.call().model(), ""));
        for (var fallback : settings.fallbacks()) {
            stops.add(new Stop(fallback.call().endpoint(), fallback.call().model(),
                    "when the one before it is halted, or its breaker stays open for " + fallback.after().toSeconds()
                            + " s"
                            + (fallback.contentFailures() ? "; also for items it refused or kept getting wrong" : "")));
        }
        return new Chain(task, stops);
    }
}
