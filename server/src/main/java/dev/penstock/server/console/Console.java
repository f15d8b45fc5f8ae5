package dev.penstock.server.console;

import dev.penstock.engine.ServerConfig.Role;
import dev.penstock.server.access.Caller;
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
import org.jspecify.annotations.Nullable;

/// The pages for people. Each is a route of the one table, and works without scripts.
public final class Console {
    private static final Caller NOBODY = new Caller("", Role.VIEWER, false);

    private final Serving serving;
    private final Door door;
    private final Pages pages = new Pages();
    private final Assets assets = new Assets();

    public Console(Serving serving, Door door) {
        this.serving = serving;
        this.door = door;
    }

    public List<Route> routes() {
        return List.of(
                page("/").needs(Needs.VIEWER).says("Overview").handledBy(this::overview),
                page("/login").needs(Needs.NOTHING).says("Log in").handledBy(_ -> login(200, "")),
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

    private static Route.Builder page(String path) {
        return Route.get(path).answersWith(200, "The page", "text/html").forPeople();
    }

    /// What people are shown when something went wrong.
    public String errorPage(Problem problem, String request) {
        return pages.render("error", Map.of("frame", new Frame(problem.type().title(), "", NOBODY), "status",
                problem.type().status(), "detail", problem.detail(), "request", request));
    }

    private Answer overview(Call call) {
        return Answer.page(200, pages.render("overview", Map.of("frame", new Frame("Overview", "/", call.caller()),
                "overview", Overview.of(serving.records(), serving.clock()))));
    }

    private Answer login(int status, String message) {
        return door.asksForTokens()
                ? Answer.page(status, pages.render("login",
                        Map.of("frame", new Frame("Log in", "/login", NOBODY), "message", message)))
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
