package dev.penstock.server.console;

import dev.penstock.server.access.Door;
import dev.penstock.server.access.Needs;
import dev.penstock.server.api.Serving;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.HttpServer;
import dev.penstock.server.http.Problem;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The pages for people. Each part of them is a class with its routes, in the one table; all work without scripts.
public final class Console {
    private final Site site;
    private final Door door;
    private final Pages pages = new Pages();
    private final Assets assets = new Assets();

    public Console(Serving serving, Door door) {
        this.site = new Site(serving, pages);
        this.door = door;
    }

    public List<Route> routes() {
        return Stream.of(
                own(),
                new OverviewPage(site).routes(),
                new DeadLettersPage(site).routes(),
                new ReviewPage(site).routes(),
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
        return List.of(
                Site.page("/login").needs(Needs.NOTHING).says("Log in").handledBy(_ -> login(200, "")),
                Route.post("/login")
                        .needs(Needs.NOTHING)
                        .says("Exchanges a token for a session")
                        .takesForm()
                        .answers(303, "Logged in")
                        .forPeople()
                        .handledBy(this::begin),
                Route.post("/logout")
                        .needs(Needs.NOTHING)
                        .says("Ends the session")
                        .answers(303, "Logged out")
                        .forPeople()
                        .handledBy(this::end),
                Route.get("/assets/{name}")
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

    private Answer login(int status, String message) {
        return door.asksForTokens()
                ? Answer.page(status, pages.render("login",
                        Map.of("frame", Frame.ofNobody("Log in"), "message", message)))
                : Answer.seeOther("/");
    }

    private Answer begin(Call call) {
        if (!door.mayHaveCookie(call.host())) {
            throw new Refusal(ProblemType.FORBIDDEN,
                    "a session needs HTTPS: put a proxy in front and its address into server.public-url");
        }
        return switch (door.login(call.field("token").strip(), call.address(), session(call))) {
            case Door.Login.Begun(var session) -> Answer.seeOther("/")
                    .header("Set-Cookie", cookie(call, session, ""));
            case Door.Login.Refused() -> login(401, "This token is not valid.");
            case Door.Login.TooMany() -> login(429, "Too many attempts. Wait a minute.").header("Retry-After", "60");
        };
    }

    private Answer end(Call call) {
        var session = session(call);
        if (session != null) {
            door.logout(session);
        }
        return Answer.seeOther("/login").header("Set-Cookie", cookie(call, "", "; Max-Age=0"));
    }

    private @Nullable String session(Call call) {
        return call.cookie(HttpServer.cookieName(door.secureCookie(call.host())));
    }

    private String cookie(Call call, String value, String more) {
        boolean secure = door.secureCookie(call.host());
        return HttpServer.cookieName(secure) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "") + more;
    }
}
