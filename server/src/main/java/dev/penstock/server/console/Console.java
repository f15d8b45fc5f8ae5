package dev.penstock.server.console;

import dev.penstock.server.access.Door;
import dev.penstock.server.access.Needs;
import dev.penstock.server.api.Serving;
import dev.penstock.server.http.Problem;
import dev.penstock.server.http.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The pages for people. Each part of them is a class with its routes, in the one table; all work without scripts.
public final class Console {
    private final Site site;
    private final LoginPage login;
    private final Pages pages = new Pages();
    private final Assets assets = new Assets();

    public Console(Serving serving, Door door) {
        this.site = new Site(serving, pages);
        this.login = new LoginPage(pages, door);
    }

    public List<Route> routes() {
        return Stream.of(
                own(),
                login.routes(),
                new OverviewPage(site).routes(),
                new DeadLettersPage(site).routes(),
                new ReviewPage(site, login).routes(),
                new RunsPage(site).routes(),
                new RunPage(site).routes(),
                new SamplesPage(site).routes(),
                new PromptsPage(site).routes(),
                new CostsPage(site).routes(),
                new EndpointsPage(site).routes(),
                new AlertsPage(site).routes())
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> own() {
        return List.of(Route.get("/assets/{name}")
                .needs(Needs.NOTHING)
                .says("What pages are made of")
                .answers(200, "The file")
                .answers(304, "As the browser has it")
                .forPeople()
                .handledBy(assets::serve));
    }

    /// What people are shown when something went wrong.
    public String errorPage(Problem problem, String request) {
        return pages.render("error", Map.of("frame", Frame.ofNobody(problem.type().title()), "status",
                problem.type().status(), "detail", problem.detail(), "request", request));
    }
}
