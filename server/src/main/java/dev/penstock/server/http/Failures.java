package dev.penstock.server.http;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.ReusedIdException;
import dev.penstock.engine.ReusedKeyException;
import dev.penstock.engine.ShedException;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.StoreException;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Turns what goes wrong into problem documents. What is the server's own fault gets a line in the log under the id of the
/// request; what was thrown is never shown.
final class Failures {
    static final String FOR_PEOPLE = "for-people";

    private static final String LOGIN = "/login";

    private final List<Route> routes;
    private final ErrorPage errorPage;
    private final ServerLog log;

    Failures(List<Route> routes, ErrorPage errorPage, ServerLog log) {
        this.routes = routes;
        this.errorPage = errorPage;
        this.log = log;
    }

    void thrown(Exception failure, Context context) {
        if (context.res().isCommitted()) {
            return; // the other side is gone, or hears that the connection ends
        }
        answer(context, problem(failure, context));
    }

    /// Nobody answered: there is no such route.
    void unanswered(Context context) {
        if (context.attribute(FOR_PEOPLE) == null
                && !"application/problem+json".equals(context.res().getContentType())) {
            answer(context, Problem.of(ProblemType.NOT_FOUND, "there is nothing at this address; see /openapi.json"));
        }
    }

    void notAllowed(Context context) {
        answer(context, Problem.of(ProblemType.METHOD_NOT_ALLOWED, context.method().name() + " is not allowed here")
                .header("Allow", allowed(context.path())));
    }

    /// The web server gave up a body before anybody else could.
    void tooSlow(Context context) {
        answer(context, Problem.of(ProblemType.REQUEST_TIMEOUT, "the body did not come in time"));
    }

    void answer(Context context, Problem problem) {
        context.status(problem.type().status());
        problem.headers().forEach(context::header);
        if (!Boolean.TRUE.equals(context.attribute(FOR_PEOPLE))) {
            context.contentType("application/problem+json").result(Json.bytes(problem.json(RequestId.of(context))));
        } else if (problem.type() == ProblemType.UNAUTHENTICATED) {
            toLogin(context);
        } else {
            context.contentType("text/html; charset=utf-8").result(errorPage.show(problem, RequestId.of(context)));
        }
    }

    /// htmx follows redirects by itself and would put the login into a corner of the page.
    private static void toLogin(Context context) {
        if ("true".equals(context.header("HX-Request"))) {
            context.header("HX-Redirect", LOGIN).result("");
        } else {
            context.status(303).header("Location", LOGIN).result("");
        }
    }

    private Problem problem(Exception failure, Context context) {
        return switch (failure) {
            case Refusal e -> e.problem();
            case CappedStream.TooLongException e -> Problem.of(ProblemType.TOO_LARGE, String.valueOf(e.getMessage()));
            case TimedStream.TooSlowException e -> Problem.of(ProblemType.REQUEST_TIMEOUT,
                    String.valueOf(e.getMessage()));
            case UncheckedIOException e -> problem(Objects.requireNonNull(e.getCause()), context);
            case ShedException e -> shed(e);
            case ReusedKeyException e -> Problem.of(ProblemType.IDEMPOTENCY_KEY_REUSED, String.valueOf(e.getMessage()));
            case ReusedIdException e -> Problem.of(ProblemType.ID_REUSED, String.valueOf(e.getMessage()));
            case CannotStartException e -> Problem.of(ProblemType.CANNOT_START, sentence(e));
            case IllegalArgumentException e -> Problem.of(ProblemType.BAD_REQUEST, String.valueOf(e.getMessage()));
            case SettingsException e -> told(ProblemType.TASK_UNUSABLE, e, String.valueOf(e.getMessage()), context);
            case StoreException e -> told(ProblemType.STORE_FAILED, e, String.valueOf(e.getMessage()), context)
                    .retryAfter(Duration.ofSeconds(10));
            case HttpResponseException e -> ofServer(e, context);
            case TimeoutException _ -> Problem.of(ProblemType.REQUEST_TIMEOUT, "the body did not come in time");
            default -> internal(failure, context);
        };
    }

    private static Problem shed(ShedException shed) {
        var type = shed.halted() ? ProblemType.HALTED : ProblemType.OVERLOADED;
        return Problem.of(type, String.valueOf(shed.getMessage())).retryAfter(shed.retryAfter());
    }

    private static String sentence(CannotStartException e) {
        return e.getMessage() + (e.next().isEmpty() ? "" : "; " + e.next());
    }

    private Problem ofServer(HttpResponseException e, Context context) {
        return switch (e.getStatus()) {
            case 404 -> Problem.of(ProblemType.NOT_FOUND, "there is nothing at this address; see /openapi.json");
            case 413 -> Problem.of(ProblemType.TOO_LARGE, "the body is too large");
            default -> e.getStatus() < 500
                    ? Problem.of(ProblemType.BAD_REQUEST, "the request cannot be understood")
                    : internal(e, context);
        };
    }

    private String allowed(String path) {
        var methods = routes.stream()
                .filter(route -> PathShape.matches(route.path(), path))
                .map(Route::method)
                .collect(Collectors.toCollection(TreeSet::new));
        return String.join(", ", methods);
    }

    private Problem internal(Exception failure, Context context) {
        if (timedOut(failure)) {
            return Problem.of(ProblemType.REQUEST_TIMEOUT, "the body did not come in time");
        }
        return told(ProblemType.INTERNAL, failure, "the server's log has more under the id of this request", context);
    }

    private static boolean timedOut(Exception failure) {
        return failure instanceof IOException && Optional.ofNullable(failure.getCause())
                .filter(TimeoutException.class::isInstance)
                .isPresent();
    }

    private Problem told(ProblemType type, Exception failure, String detail, Context context) {
        log.say(RequestId.of(context) + " " + context.method().name() + " " + type.uri() + ": "
                + failure.getClass().getSimpleName() + place(failure));
        return Problem.of(type, detail);
    }

    /// Where it was thrown: a message may quote what nobody may read.
    private static String place(Exception failure) {
        var trace = failure.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }
}
