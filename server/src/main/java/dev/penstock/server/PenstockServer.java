package dev.penstock.server;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Engine;
import dev.penstock.engine.Generations;
import dev.penstock.engine.Project;
import dev.penstock.engine.Records;
import dev.penstock.engine.RunHandle;
import dev.penstock.engine.ServerConfig;
import dev.penstock.server.access.Door;
import dev.penstock.server.api.DeadLetterApi;
import dev.penstock.server.api.GenerationApi;
import dev.penstock.server.api.PromptApi;
import dev.penstock.server.api.RunApi;
import dev.penstock.server.api.SampleApi;
import dev.penstock.server.api.ServiceApi;
import dev.penstock.server.api.ServiceLog;
import dev.penstock.server.api.Serving;
import dev.penstock.server.console.Console;
import dev.penstock.server.http.HttpServer;
import dev.penstock.server.http.OpenApi;
import dev.penstock.server.http.Patience;
import dev.penstock.server.http.Route;
import dev.penstock.server.http.Schemas;
import dev.penstock.server.http.ServerLog;
import dev.penstock.telemetry.Telemetry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// `penstock serve`: an engine that takes generations and runs over HTTP until it is closed.
///
/// Safe for use by many threads.
public final class PenstockServer implements AutoCloseable {
    private final Engine engine;
    private final Generations generations;
    private final Records records;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<String> notes;
    private final List<Route> routes;
    private final String host;
    private final HttpServer http;

    private PenstockServer(Project project, Engine engine, Settings settings) {
        var config = project.config().server();
        var clock = Clock.systemUTC();
        this.engine = engine;
        this.host = settings.host();
        this.generations = engine.generations();
        this.notes = engine.takeUp();
        this.records = engine.records();
        var door = new Door(config, settings.host(), settings.localUser(), clock);
        var schemas = Schemas.load();
        var serving = new Serving(project, engine, generations, records, clock, stopping::get,
                new ServiceLog(settings.log()));
        engine.atWork().forEach(serving.log()::watch);
        var console = new Console(serving, door);
        engine.signals().ofProcess(settings.version());
        this.routes = routes(serving, console, schemas, settings);
        var listening = new HttpServer.Listening(settings.host(), settings.port(), Patience.USUAL);
        this.http = listen(settings, new HttpServer.Settings(listening, config.limits(), door, schemas,
                console::errorPage, stopping::get, engine.signals(), settings.log()));
    }

    private HttpServer listen(Settings settings, HttpServer.Settings how) {
        try {
            return HttpServer.start(how, routes);
        } catch (RuntimeException e) {
            stopRuns("the server did not start", () -> generations.close(Duration.ZERO));
            throw PortInUse.explained(e, settings.host(), settings.port());
        }
    }

    /// How to serve.
    ///
    /// @param port 0 for any free one
    /// @param localUser who everybody is where no tokens are configured
    /// @param version of the program
    /// @param telemetry gets metrics and spans, and is scraped; whoever gives it closes it afterwards
    public record Settings(String host, int port, String localUser, String version, Telemetry telemetry,
            ServerLog log) {}

    /// Takes the store's engine lock and listens. Generations and uploaded runs that an earlier server left are taken up.
    ///
    /// @throws CannotStartException if other machines could reach it without a token, or the address cannot be used
    /// @throws dev.penstock.store.StoreLockedException if another engine works on the store
    public static PenstockServer start(Project project, Settings settings) {
        refuseOpenDoor(project.config().server(), settings.host());
        var engine = project.engine("penstock serve", settings.telemetry().api());
        PenstockServer server = null;
        try {
            server = new PenstockServer(project, engine, settings);
            return server;
        } finally {
            if (server == null) {
                engine.close();
            }
        }
    }

    private static void refuseOpenDoor(ServerConfig config, String host) {
        if (config.tokens().isEmpty() && !ServerConfig.isLoopback(host)) {
            throw new CannotStartException("other machines could reach " + host + ", and no token is configured",
                    "make one: penstock serve --new-token NAME:operator; or leave out --host");
        }
    }

    private static List<Route> routes(Serving serving, Console console, Schemas schemas, Settings settings) {
        var all = new ArrayList<Route>();
        all.addAll(new GenerationApi(serving).routes());
        all.addAll(new RunApi(serving).routes());
        all.addAll(new DeadLetterApi(serving).routes());
        all.addAll(new SampleApi(serving).routes());
        all.addAll(new PromptApi(serving).routes());
        all.addAll(new ServiceApi(serving, settings.telemetry()::scrape,
                () -> OpenApi.of(all, schemas, settings.version())).routes());
        all.addAll(console.routes());
        return List.copyOf(all);
    }

    /// What it serves, route by route.
    List<Route> routes() {
        return routes;
    }

    public URI uri() {
        var name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + http.port());
    }

    /// What the operator should know about the start, one sentence each.
    public List<String> notes() {
        return notes;
    }

    /// What its operator should know that happened since this was last asked and no log tells, one sentence each: what was
    /// erased because its time was over.
    public List<String> happened() {
        return engine.erased();
    }

    /// How many generations and runs are at work.
    public int atWork() {
        return generations.atWork() + engine.atWork().size();
    }

    /// Starts nothing new from now on, and says so on `/readyz`; what is at work goes on.
    public void drain() {
        stopping.set(true);
    }

    @Override
    public void close() {
        close(Engine.GRACE);
    }

    /// Drains, stops runs, waits for what is at work, and cuts off the rest: that stays pending, and the next server takes it
    /// up. Requests are answered to the end; those whose generation is cut off are told where to fetch it later.
    ///
    /// @param grace the longest wait
    public void close(Duration grace) {
        drain();
        try (engine; records) {
            try (http) {
                stopRuns("the server stopped", () -> generations.close(grace));
            }
            stopRuns("the server stopped", () -> {}); // those whose upload ended while the others did
        }
    }

    private void stopRuns(String why, Runnable meanwhile) {
        var runs = engine.atWork();
        runs.forEach(run -> run.stop(why));
        meanwhile.run();
        runs.forEach(PenstockServer::awaitEnd);
    }

    /// A run that broke is in the store as it was; the next server takes it up.
    private static void awaitEnd(RunHandle run) {
        try {
            run.await();
        } catch (RuntimeException | Error _) {
            // The one who watches it says so.
        }
    }
}
