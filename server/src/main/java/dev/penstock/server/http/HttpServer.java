package dev.penstock.server.http;

import dev.penstock.engine.ServerConfig;
import dev.penstock.engine.signal.RequestSpan;
import dev.penstock.engine.signal.Signals;
import dev.penstock.server.access.Admission;
import dev.penstock.server.access.Caller;
import dev.penstock.server.access.Door;
import dev.penstock.server.access.Needs;
import dev.penstock.server.access.Presented;
import dev.penstock.server.http.Route.Audience;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// Serves a table of routes. Everything that holds for every request is here: who is let in, what a body may be, which
/// headers an answer has.
public final class HttpServer implements AutoCloseable {
    /// Requests that a stopping server still finishes may take this long.
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final int HEADER_BYTES = 16 << 10;
    private static final long LOGIN_BYTES = 64 << 10;
    private static final int EVENT_STREAMS_OF_A_TOKEN = 5;
    private static final String SESSION = "penstock";
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final String ROUTE = "route";
    private static final String SPAN = "span";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Javalin javalin;
    private final Settings settings;
    private final List<Route> routes;
    private final Failures failures;
    private final EventStreams eventStreams;
    private final SlowRequests slowRequests;

    private HttpServer(Settings settings, List<Route> routes, Failures failures) {
        this.settings = settings;
        this.routes = List.copyOf(routes);
        this.failures = failures;
        int most = settings.limits().eventStreams();
        this.eventStreams = new EventStreams(most, settings.door().asksForTokens() ? EVENT_STREAMS_OF_A_TOKEN : most);
        this.slowRequests = new SlowRequests(settings.listening().patience().idle());
        this.javalin = Javalin.create(this::configure);
    }

    /// What holds for every request.
    ///
    /// @param stopping whether work that is new is refused
    /// @param errorPage shows people what programs are told as a problem
    /// @param signals are told how long each took
    /// @param log gets one line for everything that is the server's own fault
    public record Settings(Listening listening, ServerConfig.Limits limits, Door door, Schemas schemas,
            ErrorPage errorPage, BooleanSupplier stopping, Signals signals, ServerLog log) {}

    /// Where requests are taken, and how slowly.
    ///
    /// @param port 0 for any free one
    public record Listening(String host, int port, Patience patience) {}

    /// Listens from now on.
    ///
    /// @throws java.io.UncheckedIOException if the address cannot be used
    public static HttpServer start(Settings settings, List<Route> routes) {
        var server = new HttpServer(settings, routes, new Failures(routes, settings.errorPage(), settings.log()));
        server.javalin.start();
        return server;
    }

    public int port() {
        return javalin.port();
    }

    /// Name of the session's cookie. `__Host-` makes browsers refuse it from anywhere but this very host, over HTTPS.
    public static String cookieName(boolean secure) {
        return secure ? "__Host-" + SESSION : SESSION;
    }

    /// Ends requests that are being answered, after a moment, and listens no more.
    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE; // no length of an answer says what is in it
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(STOP.toMillis());
            server.setErrorHandler(new UnreadableRequests());
            server.setHandler(slowRequests);
        });
        config.jetty.addConnector(this::connector);
        config.requestLogger.http(this::answered);
        config.routes.before(this::arrives);
        for (var route : routes) {
            config.routes.addHttpHandler(HandlerType.findOrCreate(route.method()), route.path(),
                    context -> serve(route, context));
            if (route.method().equals("GET")) { // otherwise answered without asking who it is
                config.routes.addHttpHandler(HandlerType.HEAD, route.path(), context -> serve(route, context));
            }
        }
        config.routes.exception(Exception.class, failures::thrown);
        config.routes.error(404, failures::unanswered);
        config.routes.error(405, failures::notAllowed);
        config.routes.error(408, failures::tooSlow);
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        hardened(http);
        var connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(settings.listening().host());
        connector.setPort(settings.listening().port());
        connector.setIdleTimeout(settings.listening().patience().idle().toMillis());
        connector.addEventListener(slowRequests);
        return connector;
    }

    private static void hardened(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setFormEncodedMethods();
    }

    private void arrives(Context context) {
        RequestId.give(context);
        SecurityHeaders.put(context);
        if (!settings.door().knowsHost(context.header("Host"))) {
            throw new Refusal(ProblemType.WRONG_HOST,
                    "this server does not go by that name; set server.public-url if it should");
        }
    }

    private void answered(Context context, float milliseconds) {
        var method = context.method().name();
        String route = context.attribute(ROUTE);
        settings.signals()
                .served(METHODS.contains(method) ? method : "_OTHER", route == null ? "" : route,
                        context.statusCode(), Duration.ofNanos((long) (milliseconds * 1e6)));
        RequestSpan span = context.attribute(SPAN);
        if (span != null) {
            span.answered(context.statusCode());
        }
    }

    private void serve(Route route, Context context) throws IOException, InterruptedException {
        context.attribute(ROUTE, route.path());
        context.attribute(Failures.FOR_PEOPLE, route.forPeople());
        if (!route.traced()) {
            answer(route, context);
            return;
        }
        var span = settings.signals().request(context.method().name(), route.path(), context::header);
        context.attribute(SPAN, span);
        try (var _ = span.context().makeCurrent()) {
            answer(route, context);
        }
    }

    private void answer(Route route, Context context) throws IOException, InterruptedException {
        var admission = settings.door().admit(presented(context), route.needs());
        if (admission instanceof Admission.Unknown && route.audience() instanceof Audience.People(var stranger)
                && stranger != null && ContentTypes.isForm(context)) {
            write(context, stranger.handle(read(route, context, Caller.NOBODY)), Caller.NOBODY);
            return;
        }
        var caller = admitted(route, admission);
        if (route.startsWork() && settings.stopping().getAsBoolean()) {
            throw new Refusal(Problem.of(ProblemType.STOPPING, "nothing new is started; ask the next server")
                    .retryAfter(Duration.ofSeconds(5)));
        }
        refuseUnknownParameters(route, context);
        write(context, route.handler().handle(read(route, context, caller)), caller);
    }

    private static Caller admitted(Route route, Admission admission) {
        return switch (admission) {
            case Admission.Admitted(var caller) -> caller;
            case Admission.Unknown() -> throw new Refusal(
                    Problem.of(ProblemType.UNAUTHENTICATED, "send Authorization: Bearer and a token, or log in")
                            .header("WWW-Authenticate", "Bearer realm=\"penstock\""));
            case Admission.Forbidden(var caller) -> throw new Refusal(ProblemType.FORBIDDEN,
                    caller.name() + " is " + caller.role().label() + "; this needs " + label(route.needs()));
            case Admission.TooFast(var caller, int perSecond, var retryAfter) -> throw new Refusal(
                    Problem.of(ProblemType.TOO_MANY_REQUESTS, caller.name() + " may ask " + perSecond
                            + " times a second (server.limits.requests-per-second)")
                            .retryAfter(retryAfter)
                            .header("RateLimit-Policy", "\"requests\";q=" + perSecond + ";w=1"));
            case Admission.CrossSite() -> throw new Refusal(ProblemType.CROSS_SITE,
                    "what changes something must come from this server's own pages, or carry a token");
        };
    }

    private static String label(Needs needs) {
        return needs.name().toLowerCase(Locale.ROOT);
    }

    private static Presented presented(Context context) {
        var secure = context.cookie(cookieName(true));
        return new Presented(context.method().name(), context.header("Host"), context.header("Authorization"),
                secure != null ? secure : context.cookie(cookieName(false)), context.header("Sec-Fetch-Site"),
                context.header("Origin"));
    }

    private static void refuseUnknownParameters(Route route, Context context) {
        for (var name : context.queryParamMap().keySet()) {
            boolean known = route.parameters()
                    .stream()
                    .anyMatch(one -> one.in().equals("query") && one.name().equals(name));
            if (!known) {
                throw new Refusal(Problem.of(ProblemType.BAD_REQUEST, "unknown query parameter; allowed: "
                        + String.join(", ", route.parameters()
                                .stream()
                                .filter(one -> one.in().equals("query"))
                                .map(Route.Parameter::name)
                                .toList())));
            }
        }
    }

    private Call read(Route route, Context context, Caller caller) throws IOException {
        return switch (route.body()) {
            case Route.Body.None _ -> Call.withoutBody(context, caller);
            case Route.Body.Form _ -> {
                ContentTypes.require(context, ContentTypes.FORM);
                yield Call.withForm(context, caller, bytes(context, formBytes(route)));
            }
            case Route.Body.Lines _ -> {
                ContentTypes.require(context, "application/x-ndjson", "application/jsonl");
                yield Call.withLines(context, caller, body(context, settings.limits().uploadBytes()));
            }
            case Route.Body.Json(var schema, var required) -> json(context, caller, schema, required);
        };
    }

    /// A login carries a token, and the form that its sender had filled in when their session was over.
    private long formBytes(Route route) {
        return settings.limits().requestBytes() + (route.needs() == Needs.NOTHING ? LOGIN_BYTES : 0);
    }

    private Call json(Context context, Caller caller, String schema, boolean required) throws IOException {
        var bytes = bytes(context, settings.limits().requestBytes());
        if (bytes.length == 0 && !required) {
            return Call.withoutBody(context, caller);
        }
        ContentTypes.require(context, "application/json");
        var body = Json.read(bytes);
        var mistakes = settings.schemas().mistakes(schema, body);
        if (!mistakes.isEmpty()) {
            throw new Refusal(Problem.mistakes(mistakes));
        }
        return Call.withJson(context, caller, body);
    }

    private byte[] bytes(Context context, long most) throws IOException {
        try (var body = new TimedStream(body(context, most), settings.listening().patience().body())) {
            return body.readAllBytes();
        }
    }

    /// Refused at once where the length is announced, and on the way where it is not.
    private static CappedStream body(Context context, long most) throws IOException {
        if (context.req().getContentLengthLong() > most) {
            throw new CappedStream.TooLongException(most);
        }
        return new CappedStream(context.bodyInputStream(), most);
    }

    private void write(Context context, Answer answer, Caller caller) throws IOException, InterruptedException {
        context.status(answer.status());
        answer.headers().forEach(context::header);
        switch (answer.content()) {
            case Answer.Empty() -> context.result("");
            case Answer.Json(var body) -> context.contentType("application/json").result(Json.bytes(body));
            case Answer.Failed(var problem) -> failures.answer(context, problem);
            case Answer.Page(var html) -> context.contentType("text/html; charset=utf-8").result(html);
            case Answer.Text(var type, var text) -> context.contentType(type).result(text);
            case Answer.Download download -> send(context, download);
            case Answer.Events _ when context.method().equals(HandlerType.HEAD) ->
                context.contentType("text/event-stream");
            case Answer.Events(var source) -> follow(context, source, caller);
        }
    }

    private void follow(Context context, EventSource source, Caller caller) throws IOException, InterruptedException {
        EventStream.refuseOtherTypes(context);
        try (var _ = eventStreams.take(caller.name())) {
            EventStream.send(context, source, settings.stopping());
        }
    }

    private static void send(Context context, Answer.Download download) throws IOException {
        context.contentType(download.type())
                .header("Content-Disposition",
                        "attachment; filename=\"" + UNSAFE.matcher(download.name()).replaceAll("_")
                                + "\"");
        if (context.method().equals(HandlerType.HEAD)) {
            return;
        }
        try (var out = new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8)) {
            download.lines().writeTo(line -> write(out, line));
        }
    }

    private static void write(Writer out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
