package dev.penstock.server.console;

import dev.penstock.server.access.Door;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.HttpServer;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The way in and out. What somebody had typed when their session was over comes along.
final class LoginPage {
    private final Pages pages;
    private final Door door;

    LoginPage(Pages pages, Door door) {
        this.pages = pages;
        this.door = door;
    }

    List<Route> routes() {
        return List.of(
                Site.page("/login").needs(Needs.NOTHING).says("Log in").handledBy(_ -> show()),
                Route.post("/login")
                        .needs(Needs.NOTHING)
                        .says("Exchanges a token for a session")
                        .takesForm()
                        .answersWith(200, "Logged in; the way back to what was typed before", "text/html")
                        .answers(303, "Logged in")
                        .forPeople()
                        .handledBy(this::begin),
                Route.post("/logout")
                        .needs(Needs.NOTHING)
                        .says("Ends the session")
                        .answers(303, "Logged out")
                        .forPeople()
                        .handledBy(this::end));
    }

    /// Asks somebody to log in again who sent a form after their session was over, and keeps what they typed.
    Answer again(Call call) {
        return page(401, "Your session is over. What you typed is kept: log in, and go on where you were.",
                Held.ofReview(call));
    }

    private Answer show() {
        return door.asksForTokens() ? page(200, "", Held.NOTHING) : Answer.seeOther("/");
    }

    private Answer page(int status, String message, Held held) {
        return Answer.page(status, pages.render("login",
                Map.of("frame", Frame.ofNobody("Log in"), "message", message, "held", held)));
    }

    private Answer begin(Call call) {
        if (!door.mayHaveCookie(call.host())) {
            throw new Refusal(ProblemType.FORBIDDEN,
                    "a session needs HTTPS: put a proxy in front and its address into server.public-url");
        }
        var held = Held.ofLogin(call);
        return switch (door.login(call.field("token").strip(), call.address(), session(call))) {
            case Door.Login.Begun(var session) -> begun(held).header("Set-Cookie", cookie(call, session, ""));
            case Door.Login.Refused() -> page(401, "This token is not valid.", held);
            case Door.Login.TooMany() -> page(429, "Too many attempts. Wait a minute.", held)
                    .header("Retry-After", "60");
        };
    }

    private Answer begun(Held held) {
        return held.anything()
                ? Answer.page(200, pages.render("loggedIn",
                        Map.of("frame", Frame.ofNobody("Logged in"), "held", held)))
                : Answer.seeOther("/");
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
