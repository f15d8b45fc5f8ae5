package dev.penstock.server.console;

import dev.penstock.prompt.TaskSettings;
import dev.penstock.server.access.Needs;
import dev.penstock.server.api.RunControl;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How the endpoints stand, and which task goes where when one of them does not answer.
public final class EndpointsPage {
    private static final int EVENTS = 20;
    private static final int RUNS = 200;
    private static final String RESUME = "/endpoints/{endpoint}/resume";

    private final Site site;
    private final RunControl control;

    EndpointsPage(Site site) {
        this.site = site;
        this.control = new RunControl(site.serving());
    }

    List<Route> routes() {
        return List.of(
                Site.page("/endpoints").needs(Needs.VIEWER).says("Endpoints").handledBy(this::show),
                Site.page(RESUME)
                        .needs(Needs.OPERATOR)
                        .says("The runs that an endpoint halted, to go on with")
                        .handledBy(this::ask),
                Route.post(RESUME)
                        .needs(Needs.OPERATOR)
                        .says("Goes on with runs that an endpoint halted")
                        .takesForm()
                        .answersWith(200, "What became of them", "text/html")
                        .forPeople()
                        .handledBy(this::resume));
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
        var endpoints = EndpointView.all(serving, now);
        var runs = serving.records().runs(RUNS);
        var halted = endpoints.stream()
                .map(EndpointView::name)
                .collect(Collectors.toMap(Function.identity(), name -> HaltedRuns.of(name, runs)));
        return site.show(call, "endpoints", Place.ENDPOINTS.title(), Place.ENDPOINTS,
                Map.of("endpoints", endpoints, "halted", halted, "chains", chains(), "events",
                        serving.records().endpointEvents(EVENTS), "now", now));
    }

    private Answer ask(Call call) {
        return site.show(call, "resume", "Resume the runs of " + call.path("endpoint"), Place.ENDPOINTS,
                Map.of("halted", halted(call), "now", site.serving().clock().instant()));
    }

    private Answer resume(Call call) {
        var resumed = halted(call).resume(call.fields("run"), control);
        return site.show(call, "resumed", "Runs of " + resumed.endpoint(), Place.ENDPOINTS,
                Map.of("resumed", resumed));
    }

    private HaltedRuns halted(Call call) {
        var name = call.path("endpoint");
        if (!site.serving().project().config().endpoints().containsKey(name)) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such endpoint");
        }
        return HaltedRuns.of(name, site.serving().records().runs(RUNS));
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
