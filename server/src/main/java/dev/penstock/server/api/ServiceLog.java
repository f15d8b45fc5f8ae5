package dev.penstock.server.api;

import dev.penstock.engine.RunHandle;
import dev.penstock.server.http.ServerLog;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Tells whoever runs the server what nobody else would: that nothing can be generated until somebody acts, what is the matter with
/// runs, and how they end.
/// Safe for use by many threads.
public final class ServiceLog {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ServerLog log;
    private final Set<String> halts = ConcurrentHashMap.newKeySet();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    public ServiceLog(ServerLog log) {
        this.log = log;
    }

    /// Generations stay pending; said once for each cause.
    void halted(String task, String why) {
        if (halts.add(task + why)) {
            log.say("generations of " + task + " stay pending: " + why);
        }
    }

    /// Says how a run ends, when it does.
    public void watch(RunHandle run) {
        if (watched.add(run.run().id())) {
            Thread.ofVirtual().name("watch-", 0).start(() -> {
                tell(run);
                watched.remove(run.run().id());
            });
        }
    }

    private void tell(RunHandle run) {
        try {
            while (!run.isFinished()) {
                run.newAlerts().forEach(alert -> log.say("alert: " + alert.inHouse()));
                LockSupport.parkNanos(LOOK.toNanos());
            }
            run.newAlerts().forEach(alert -> log.say("alert: " + alert.inHouse()));
            var report = run.await().report();
            var items = report.path("items");
            var why = report.path("why");
            log.say("run " + run.run().id() + " " + report.path("status").asString("") + ": "
                    + items.path("accepted").asLong(0) + " accepted, " + items.path("deadLettered").asLong(0)
                    + " dead-lettered, " + items.path("pending").asLong(0) + " pending"
                    + (why.isString() ? "; " + why.stringValue() : ""));
        } catch (RuntimeException | Error e) {
            log.say("run " + run.run().id() + " broke off: " + e.getClass().getSimpleName()
                    + "; what it paid for is kept, the next server goes on with it");
        }
    }
}
